package lab

import (
	"crypto/rand"
	"encoding/binary"
	"io"
	mathrand "math/rand/v2"
	"sync"
)

const (
	digits   = "0123456789"
	hexChars = digits + "abcdef"
	lowers   = digits + "abcdefghijklmnopqrstuvwxyz"
	letters  = lowers + "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
)

// random makes ids and secrets. With a seed they repeat; that is for golden
// files only, nothing the lab makes protects anything.
type random struct {
	mu     sync.Mutex
	source io.Reader
}

func newRandom(seed int64) *random {
	if seed == 0 {
		return &random{source: rand.Reader}
	}
	var key [32]byte
	binary.LittleEndian.PutUint64(key[:], uint64(seed))
	return &random{source: mathrand.NewChaCha8(key)}
}

// text returns n characters of the alphabet.
func (r *random) text(n int, alphabet string) string {
	r.mu.Lock()
	defer r.mu.Unlock()
	b := make([]byte, n)
	_, _ = io.ReadFull(r.source, b) // neither source fails
	for i := range b {
		b[i] = alphabet[int(b[i])%len(alphabet)]
	}
	return string(b)
}

// secret returns a value of Google's shape whose random part says aloud that
// it is made up, so that a credential scanner's finder is not left in doubt.
func (r *random) secret(prefix string, n int) string {
	return prefix + "lab-" + r.text(n-len("lab-"), letters)
}

// clientID starts with its project's number, as Google's do.
func (r *random) clientID(number string) string {
	return number + "-" + r.text(32, lowers) + ".apps.googleusercontent.com"
}

func (r *random) projectNumber() string { return "1" + r.text(11, digits) }
func (r *random) clientSecret() string  { return r.secret("GOCSPX-", 28) }
func (r *random) code() string          { return r.secret(codePrefix, 44) }
func (r *random) accessToken() string   { return r.secret("ya29.", 64) }
func (r *random) refreshToken() string  { return r.secret("1//", 48) }
