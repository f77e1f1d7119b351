package check

import (
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"testing"
	"time"

	"mailasset/internal/asset"
	"mailasset/internal/lab"
	"mailasset/internal/secret"
)

// setConnect is a bench whose asset is in Webex Connect too, made through the
// API.
func setConnect(t *testing.T, shape string) *bench {
	t.Helper()
	l, err := lab.Start(lab.Config{Robot: true, Dir: t.TempDir(), ConnectShape: shape})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = l.Close() })
	var at asset.Endpoints
	doc, err := json.Marshal(l.Endpoints())
	if err := errors.Join(err, json.Unmarshal(doc, &at)); err != nil {
		t.Fatal(err)
	}
	token, err := os.ReadFile(at.ConnectTokenFile)
	if err != nil {
		t.Fatal(err)
	}
	mapping, err := asset.ReadMapping(at.ConnectMappingFile)
	if err != nil {
		t.Fatal(err)
	}
	b := &bench{Lab: l, wire: &wire{}}
	b.World = World{Now: time.Now, Timeout: 10 * time.Second}
	p := at.Provider()
	b.Subject = Subject{Provider: p, Config: &asset.Configuration{
		Lab: true, Asset: asset.Asset{Name: "Support", EmailID: at.Mailbox, ConnectURL: at.ConnectURL},
		Authentication: asset.Authentication{
			Type: "OAuth 2.0", SMTPServer: p.SMTPServer, Username: at.Mailbox, Port: p.TLSPort, Security: asset.SSL,
			ClientID: "123-abc.apps.googleusercontent.com", ClientSecret: secret.New("made-up-client-secret-0815"), CallbackURL: at.CallbackURL,
			AuthorizationURL: p.AuthorizationURL, Scope: p.Scope, AccessTokenURL: p.TokenURL, RefreshTokenURL: p.TokenURL, ReviewConsent: true,
		},
	}}
	b.Connect.API = &asset.ConnectAPI{
		Base: at.ConnectAPI, OrganizationID: at.OrganizationID, Token: secret.New(strings.TrimSpace(string(token))), Mapping: mapping,
		HTTP: http.DefaultClient, Timeout: 10 * time.Second,
	}
	b.wire.secrets = []string{strings.TrimSpace(string(token)), "made-up-client-secret-0815"}
	return b
}

func TestConnectAsset(t *testing.T) {
	for _, shape := range []string{"a", "b"} {
		t.Run(shape, func(t *testing.T) {
			b := setConnect(t, shape)
			var none *NoConnectAssetError
			if r := b.only(t, "connect.asset"); r.Status != Fail || !errors.As(r.Err, &none) || none.Email != b.Config.Asset.EmailID {
				t.Errorf("nothing there: %s %v", r.Status, r.Err)
			}
			b.Connect.Optional = true
			if r := b.only(t, "connect.asset"); r.Status != Skip || !r.unwished || !r.Open() {
				t.Errorf("nothing there, and nobody asked: %s %v", r.Status, r.Err)
			}
			made, err := b.Connect.API.Create(t.Context(), b.Config)
			if err != nil {
				t.Fatal(err)
			}
			var untold *NoConnectTokenError
			for _, id := range []string{"", made.ID} {
				b.Connect.ID = id
				if r := b.only(t, "connect.asset"); r.Status != Fail || !errors.As(r.Err, &untold) || r.Facts["assetId"] != made.ID || r.Facts["transid"] == "" {
					t.Errorf("without tokens, id %q: %s %v %v", id, r.Status, r.Err, r.Facts)
				}
			}
			b.Connect.API.Mapping.Answer.HasTokenState = false
			if r := b.only(t, "connect.asset"); r.Status != Pass || r.Facts["compared"].(int) < 13 {
				t.Errorf("as it is: %s %v %v", r.Status, r.Err, r.Facts)
			}
			b.checkDifferences(t)
			if n := b.Lab.Complaints(); len(n) > 0 {
				t.Errorf("the lab complains: %q", n)
			}
		})
	}
}

func (b *bench) checkDifferences(t *testing.T) {
	t.Helper()
	var differs *DifferenceError
	b.Config.Asset.Name = "Sales"
	if r := b.only(t, "connect.asset"); r.Status != Warn || !errors.As(r.Err, &differs) || len(differs.Differences) != 1 {
		t.Errorf("another name: %s %v", r.Status, r.Err)
	}
	b.Config.Authentication.Port, b.Config.Authentication.Security = 587, asset.STARTTLS
	r := b.only(t, "connect.asset")
	if r.Status != Fail || !errors.As(r.Err, &differs) || len(differs.Differences) != 3 || r.Facts["differences"].(map[string]any)["authentication.port"] == nil {
		t.Errorf("another port: %s %v %v", r.Status, r.Err, r.Facts)
	}
}

// Nothing about the asset is proven by a refusal of the API.
func TestConnectAssetCannotBeTold(t *testing.T) {
	b := setConnect(t, "a")
	for fault, status := range map[string]int{"connect-token-expired": 401, "connect-forbidden": 403, "connect-bad-request": 400, "connect-rate-limited": 429, "connect-server-error": 500} {
		b.faults(t, fault)
		var refused *asset.ConnectError
		if r := b.only(t, "connect.asset"); r.Status != Unknown || !errors.As(r.Err, &refused) || refused.Status != status || refused.TransID == "" {
			t.Errorf("%s: %s %v", fault, r.Status, r.Err)
		}
	}
	b.faults(t)
	b.Connect.API.Mapping.Confirmed = false
	var mapping *asset.MappingError
	if r := b.only(t, "connect.asset"); r.Status != Unknown || !errors.As(r.Err, &mapping) || mapping.Reason != asset.MappingUnconfirmed {
		t.Errorf("unconfirmed: %s %v", r.Status, r.Err)
	}
	b.Connect.API.Mapping.Confirmed, b.Connect.API.Mapping.Operations.List = true, asset.Operation{}
	if r := b.only(t, "connect.asset"); r.Status != Unknown || !errors.As(r.Err, &mapping) || mapping.Missing[0] != "operations.list" {
		t.Errorf("no list and no id: %s %v", r.Status, r.Err)
	}
	b.Connect = Connect{Err: mapping}
	if r := b.only(t, "connect.asset"); r.Status != Unknown || r.Err == nil {
		t.Errorf("no mapping: %s %v", r.Status, r.Err)
	}
}

// Neither does a refusal of the id, with a list that lacks it, nor a list that
// goes on.
func TestConnectAssetMayBeElsewhere(t *testing.T) {
	b := setConnect(t, "a")
	b.Connect.ID = "4711"
	var refused *asset.RefusedIDError
	if r := b.only(t, "connect.asset"); r.Status != Unknown || !errors.As(r.Err, &refused) {
		t.Errorf("refused: %s %v", r.Status, r.Err)
	}
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		_, _ = io.WriteString(w, `{"apps": [], "nextPage": 2}`)
	}))
	t.Cleanup(s.Close)
	b.Connect.API.Base, b.Connect.ID = s.URL, ""
	var paged *asset.MappingError
	if r := b.only(t, "connect.asset"); r.Status != Unknown || !errors.As(r.Err, &paged) || paged.Reason != asset.MappingPaged {
		t.Errorf("paged: %s %v", r.Status, r.Err)
	}
}

// Somebody else who signs in there, and another secret that is shown, fail.
func TestConnectAssetOfSomebodyElse(t *testing.T) {
	b := setConnect(t, "a")
	made, err := b.Connect.API.Create(t.Context(), b.Config)
	if err != nil {
		t.Fatal(err)
	}
	const shown = "GOCSPX" + "-made-up-secret-of-somebody"
	doc := map[string]any{}
	for key, field := range b.Connect.API.Mapping.Fields {
		doc[field.Path.String()] = made.Asset.Value(key)
	}
	doc["appId"], doc["loginId"], doc["clientSecret"] = made.ID, "kim@lab.test", shown
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _ = json.NewEncoder(w).Encode(doc) }))
	t.Cleanup(s.Close)
	b.Connect.API.Base, b.Connect.ID = s.URL, made.ID
	b.wire.secrets = append(b.wire.secrets, shown)
	var differs *DifferenceError
	r := b.only(t, "connect.asset")
	if r.Status != Fail || !errors.As(r.Err, &differs) || len(differs.Differences) != 2 {
		t.Fatalf("%s %v", r.Status, r.Err)
	}
	told := r.Facts["differences"].(map[string]any)
	if told["authentication.clientSecret"] != "another one" || told["authentication.loginId"].(map[string]string)["webexConnect"] != "kim@lab.test" {
		t.Errorf("%v", told)
	}
}

func TestConnectAssetLacks(t *testing.T) {
	b := setConnect(t, "a")
	b.Config.Asset.EmailID = ""
	for _, lacks := range []string{"asset.emailId", "asset.region", "connect.organization_id"} {
		if r := b.only(t, "connect.asset"); r.Status != Skip || r.unwished || !strings.Contains(says(r), lacks) {
			t.Errorf("without %s: %s %s", lacks, r.Status, says(r))
		}
		if lacks == "asset.emailId" {
			b.Connect.API.Base = ""
		} else {
			b.Connect.API.OrganizationID = ""
		}
	}
	b.Connect = Connect{}
	if r := b.only(t, "connect.asset"); r.Status != Skip || !r.unwished || r.Open() {
		t.Errorf("nobody configured: %s", r.Status)
	}
}
