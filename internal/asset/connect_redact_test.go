package asset

import (
	"errors"
	"net/http"
	"strings"
	"testing"
)

// TestARefusalIsFreedOfSecretsBeforeItIsCut: a cut through a secret would leave
// most of it, and what cannot be seen would hide it.
func TestARefusalIsFreedOfSecretsBeforeItIsCut(t *testing.T) {
	for _, said := range []string{
		strings.Repeat("x", 500-len(madeUpToken)+1) + madeUpToken, "a " + madeUpToken[:5] + "\x01" + madeUpToken[5:], "a " + madeUpToken[:5] + "\u202e" + madeUpToken[5:],
		"a " + strings.Join(strings.Split(madeUpSecret, ""), "\u200b"),
	} {
		s := newConnectServer(t)
		s.first = refuse(http.StatusBadRequest, said)
		_, err := s.api(t).Create(t.Context(), support())
		var failed *ConnectError
		if !errors.As(err, &failed) {
			t.Fatal(err)
		}
		for _, secret := range []string{madeUpToken, madeUpSecret} {
			if bare := strings.NewReplacer("\x01", "", "\u202e", "", "\u200b", "").Replace(err.Error()); strings.Contains(bare, secret[:len(secret)-1]) {
				t.Errorf("%q is shown of %q", secret, err)
			}
		}
	}
}
