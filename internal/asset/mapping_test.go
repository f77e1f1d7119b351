package asset

import (
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
)

func TestPaths(t *testing.T) {
	for text, want := range map[string]Path{
		"": nil, "a": {{name: "a"}}, "a.b[0].c": {{name: "a"}, {name: "b"}, {isIndex: true}, {name: "c"}},
		"[2][0]": {{index: 2, isIndex: true}, {isIndex: true}}, `a\.b\[x]\\`: {{name: `a.b[x]\`}}, "naam é": {{name: "naam é"}},
	} {
		got, err := ParsePath(text)
		if err != nil || !slices.Equal(got, want) || got.String() != text {
			t.Errorf("%q: %v %v, written %q", text, got, err, got.String())
		}
	}
	for _, text := range []string{".", "a.", "a..b", "a[", "a[x]", "a[-1]", "a[100]", "a[0]b", `a\`, ".a", strings.Repeat("a.", 40) + "a"} {
		p, err := ParsePath(text)
		var bad *flawError
		if !errors.As(err, &bad) || bad.given != text {
			t.Errorf("%q is the path %v: %v", text, p, err)
		}
	}
}

func TestPut(t *testing.T) {
	body := any(nil)
	for _, at := range []string{"a.b", "list[1].x", "list[0].x", "list[1].y", "deep[0][1]"} {
		p, err := ParsePath(at)
		if err == nil {
			body, err = p.put(body, at)
		}
		if err != nil {
			t.Fatal(err)
		}
		if got, there := p.in(body); !there || got != at {
			t.Errorf("%s holds %v", at, got)
		}
	}
	doc, err := json.Marshal(body)
	if err != nil || string(doc) != `{"a":{"b":"a.b"},"deep":[[null,"deep[0][1]"]],"list":[{"x":"list[0].x"},{"x":"list[1].x","y":"list[1].y"}]}` || !holes(body) {
		t.Errorf("%s %v", doc, err)
	}
	for _, at := range []string{"a", "a.b", "a.b.c", "a[0]", "list", "list.x", "list[0]"} {
		p, _ := ParsePath(at)
		if _, err := p.put(body, "x"); err == nil {
			t.Errorf("%s was free", at)
		}
	}
	for _, at := range []string{"b", "a.c", "list[2]", "list.x", "a[0]", "a.b.c"} {
		p, _ := ParsePath(at)
		if v, there := p.in(body); there {
			t.Errorf("%s holds %v", at, v)
		}
	}
}

func FuzzPath(f *testing.F) {
	for _, s := range []string{"a.b[0]", `\.`, "[", "a[0", "a]b", "é.ü[99]", `a\[0]`} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		p, err := ParsePath(text)
		if err != nil {
			return
		}
		again, err := ParsePath(p.String())
		if err != nil || !slices.Equal(p, again) {
			t.Fatalf("%q: %v, written %q, read %v %v", text, p, p.String(), again, err)
		}
		body, err := p.put(nil, "x")
		if err != nil {
			t.Fatal(err)
		}
		if v, there := p.in(body); !there || v != "x" {
			t.Fatalf("%q holds %v", text, v)
		}
	})
}

func TestTemplate(t *testing.T) {
	m := parsed(t, string(MappingTemplate()))
	var bad *MappingError
	if err := m.CheckConfirmed(); !errors.As(err, &bad) || bad.Reason != MappingUnconfirmed {
		t.Errorf("the template is confirmed: %v", err)
	}
	c := support()
	if err := m.Check(c); !errors.As(err, &bad) || bad.Reason != MappingIncomplete || len(bad.Missing) != 15 || bad.Missing[0] != "answer.id" {
		t.Errorf("lacks %v", err)
	}
	if m.Operations.Create.String() != "POST /v2/digital/app?channel=email" {
		t.Errorf("creates by %s", m.Operations.Create)
	}
	for _, key := range MappableKeys() {
		if !strings.Contains(string(MappingTemplate()), "\n  "+key+": \"\"\n") {
			t.Errorf("the template does not name %s", key)
		}
	}
}

func TestCheckNamesWhatIsMissing(t *testing.T) {
	c := support()
	if err := parsed(t, flatMapping).Check(c); err != nil {
		t.Error(err)
	}
	somebody := "kim@example.com"
	c.Authentication.LoginID = &somebody
	for without, lacks := range map[string][]string{
		"  update: PUT /v2/digital/app/{id}?channel=email\n":             {"operations.update"},
		"  authentication.clientId: oauth.clientId\n":                    {"fields.authentication.clientId"},
		"  authentication.loginId: loginId\n":                            {"fields.authentication.loginId"},
		"  asset.emailId: emailId\n":                                     {"fields.asset.emailId"},
		"  authentication.type: none\n":                                  {"fields.authentication.type"},
		"  asset.forwardingAddress: forwardingAddress\n":                 nil,
		"  list: GET /v2/digital/app?channel=email\n":                    nil,
		"  authentication.reviewConsent: {path: review, type: string}\n": {"fields.authentication.reviewConsent"},
	} {
		if !strings.Contains(flatMapping, without) {
			t.Fatalf("%q is not in the mapping", without)
		}
		err := parsed(t, strings.Replace(flatMapping, without, "", 1)).Check(c)
		var bad *MappingError
		if lacks == nil && err != nil || lacks != nil && (!errors.As(err, &bad) || !slices.Equal(bad.Missing, lacks)) {
			t.Errorf("without %q: %v", without, err)
		}
	}
}

func TestMappingMistakesHaveAPlace(t *testing.T) {
	for doc, want := range map[string]MappingError{
		"confirmed: yes please":                                 {Line: 1, Flaw: FlawConfirmed, Place: "confirmed", Given: "yes please"},
		"confirmed: false\nfeilds: {}":                          {Line: 2, Flaw: FlawName, Given: "feilds"},
		"operations:\n  create: GET /v2":                        {Line: 2, Flaw: FlawMethod, Given: "GET /v2", Want: "POST"},
		"operations:\n  create: POST https://elsewhere.example": {Line: 2, Flaw: FlawTarget, Given: "POST https://elsewhere.example"},
		"operations:\n  create: POST //elsewhere.example/v2":    {Line: 2, Flaw: FlawTarget, Given: "POST //elsewhere.example/v2"},
		"operations:\n  create: POST /v2/../admin":              {Line: 2, Flaw: FlawTarget, Given: "POST /v2/../admin"},
		"operations:\n  create: POST /v2/{id}":                  {Line: 2, Flaw: FlawWithID, Given: "POST /v2/{id}"},
		"operations:\n  get: GET /v2/digital/app":               {Line: 2, Flaw: FlawWithoutID, Given: "GET /v2/digital/app"},
		"operations:\n  update: DELETE /v2/{id}":                {Line: 2, Flaw: FlawMethod, Given: "DELETE /v2/{id}", Want: "PUT, PATCH, POST"},
		"operations:\n  list: GET /v2/{page}":                   {Line: 2, Flaw: FlawTarget, Given: "GET /v2/{page}"},
		"operations:\n  get: none":                              {Line: 2, Flaw: FlawMethod, Given: "none", Want: "GET"},
		"operations:\n  get: [none]":                            {Line: 2, Flaw: FlawText},
		"answer:\n  id: a..b":                                   {Line: 2, Flaw: FlawPathEmpty, Given: "a..b"},
		"answer:\n  id: a[x]":                                   {Line: 2, Flaw: FlawPathIndex, Given: "a[x]", Want: "99"},
		"answer:\n  id: a[0]b":                                  {Line: 2, Flaw: FlawPathDot, Given: "a[0]b"},
		"answer:\n  id: a\\":                                    {Line: 2, Flaw: FlawPathEscape, Given: `a\`},
		"answer:\n  tokenValid: yes":                            {Line: 2, Flaw: FlawList},
		"fields:\n  asset.nam: name":                            {Line: 2, Flaw: FlawKey, Given: "asset.nam", Want: strings.Join(MappableKeys(), ", ")},
		"fields:\n  asset.name: [a]":                            {Line: 2, Flaw: FlawObject},
		"fields:\n  asset.name: {type: string}":                 {Line: 2, Flaw: FlawNoPath, Place: "asset.name"},
		"fields:\n  asset.name: {path: a, type: date}":          {Line: 2, Flaw: FlawType, Place: "asset.name", Given: "date", Want: "string, number, boolean"},
		"fields:\n  asset.name: {path: a, vaules: {}}":          {Line: 2, Flaw: FlawName, Given: "vaules"},
		"fields:\n  asset.name: a\n  asset.emailId: a":          {Line: 3, Flaw: FlawTaken, Place: "asset.emailId"},
		"fields:\n  asset.emailId: a.b\n  asset.name: a":        {Line: 2, Flaw: FlawInValue, Place: "asset.emailId"},
		"fields:\n  asset.name: '[0]'":                          {Line: 2, Flaw: FlawBody, Place: "asset.name"},
		"fields:\n  asset.name: a\n  asset.name: b":             {Line: 3, Flaw: FlawTwice, Given: "asset.name"},
		"fields:\n  asset.name: a\nfixed:\n  a: 1":              {Line: 4, Flaw: FlawTaken, Place: "a"},
		"fixed:\n  a: [1]":                                      {Line: 2, Flaw: FlawScalar, Place: "a"},
		"fixed:\n  '': 1":                                       {Line: 2, Flaw: FlawNoPath, Place: "fixed"},
		"fields: [":                                             {Line: 1, Flaw: FlawSyntax},
		"a: b: c":                                               {Flaw: FlawSyntax},
		"- a":                                                   {Line: 1, Flaw: FlawObject},
		strings.Repeat("# long\n", maxMapping/7+1):              {Flaw: FlawLarge, Want: "65536"},
	} {
		_, err := ParseMapping([]byte(doc))
		var bad *MappingError
		want.Reason = MappingInvalid
		if !errors.As(err, &bad) || !reflect.DeepEqual(*bad, want) || !strings.Contains(err.Error(), string(want.Flaw)) {
			t.Errorf("%.60q: %#v", doc, err)
		}
	}
}

// What YAML takes for a number and JSON does not would be sent as another type
// than was meant: it is refused, as is a tag that does not fit its value.
func TestFixedValuesKeepTheirType(t *testing.T) {
	for text, want := range map[string]any{
		"12": json.Number("12"), "-1.5e3": json.Number("-1.5e3"), "'0x10'": "0x10", "true": true, "False": false, "~": nil, "": nil, "yes": "yes", "2026-11-22": "2026-11-22",
		"!!str 12": "12", "!!bool true": true,
		"0x10": FlawFixedNumber, "1_000": FlawFixedNumber, ".5": FlawFixedNumber, "0465": FlawFixedNumber, "0o17": FlawFixedNumber, ".inf": FlawFixedNumber, ".nan": FlawFixedNumber, "+1": FlawFixedNumber,
		"!!bool foo": FlawFixedTag, "!!null foo": FlawFixedTag, "!!int foo": FlawFixedNumber, "!!float 'true'": FlawFixedNumber, "!made-up x": FlawFixedTag, "!!binary eA==": FlawFixedTag,
	} {
		m, err := ParseMapping([]byte("confirmed: true\nfixed:\n  a.b: " + text))
		var bad *MappingError
		switch flaw, refused := want.(MappingFlaw); {
		case refused && (!errors.As(err, &bad) || bad.Flaw != flaw || bad.Line != 3 || bad.Place != "a.b"):
			t.Errorf("%s: %+v %v", text, m, err)
		case !refused && (err != nil || len(m.Fixed) != 1 || m.Fixed[0].Value != want):
			t.Errorf("%s: %+v %v", text, m, err)
		}
	}
}

func TestReadMapping(t *testing.T) {
	dir := t.TempDir()
	for path, want := range map[string]MappingReason{"absent.yaml": MappingAbsent, ".": MappingUnreadable, "bad.yaml": MappingInvalid} {
		path = filepath.Join(dir, path)
		if want == MappingInvalid {
			if err := os.WriteFile(path, []byte("confirmed: maybe"), 0o600); err != nil {
				t.Fatal(err)
			}
		}
		_, err := ReadMapping(path)
		var bad *MappingError
		if !errors.As(err, &bad) || bad.Reason != want || bad.Path != path {
			t.Errorf("%s: %#v", path, err)
		}
	}
}

// What is written is read back the same.
func TestMappingRoundTrip(t *testing.T) {
	odd := parsed(t, flatMapping)
	odd.Operations.List = Operation{}
	odd.Fields["asset.name"] = MappedField{Path: Path{{name: "none"}}, Type: TypeString}
	odd.Fields["authentication.username"] = MappedField{Path: Path{{name: `a.b [0]: "x"`}}, Type: TypeString, Values: map[string]string{"a: b": "{c}", "": "null"}}
	for _, m := range []*Mapping{parsed(t, flatMapping), parsed(t, string(MappingTemplate())), odd} {
		path := filepath.Join(t.TempDir(), "mapping.yaml")
		if err := WriteMapping(path, m); err != nil {
			t.Fatal(err)
		}
		got, err := ReadMapping(path)
		if err != nil || !reflect.DeepEqual(got, m) {
			t.Errorf("%v: read back\n%+v\nwant\n%+v\n%s", err, got, m, m.Encode())
		}
		if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("%v %v", info.Mode(), err)
		}
	}
}

func FuzzMapping(f *testing.F) {
	for _, doc := range []string{flatMapping, string(MappingTemplate()), "fields: {asset.name: a.b[3]}", "fixed: {a: 1e3, b: ~, c: 0x1F, d: yes}", "a: &a [*a]"} {
		f.Add(doc)
	}
	f.Fuzz(func(t *testing.T, doc string) {
		m, err := ParseMapping([]byte(doc))
		if err != nil {
			var bad *MappingError
			if !errors.As(err, &bad) {
				t.Fatalf("%T: %v", err, err)
			}
			return
		}
		if body, err := m.body(support(), nil, false); err == nil {
			if _, err := encode(body); err != nil {
				t.Fatalf("a body that is no JSON: %v", err)
			}
		}
		if again, err := ParseMapping(m.Encode()); err == nil && again.Confirmed != m.Confirmed {
			t.Fatalf("confirmed became %t", again.Confirmed)
		}
	})
}

func TestBodyRefusesWhatDoesNotFit(t *testing.T) {
	for change, want := range map[[2]string]MappingError{
		{"smtp.port", "{path: smtp.port, type: boolean}"}:                 {Flaw: FlawBoolean, Place: "authentication.port", Given: "465"},
		{"smtp.host", "{path: smtp.host, type: number}"}:                  {Flaw: FlawNumber, Place: "authentication.smtpServer", Given: "smtp.gmail.com"},
		{"'oauth.urls[0].name': authorize", "'oauth.urls[4].name': more"}: {Flaw: FlawHole},
	} {
		_, err := parsed(t, strings.Replace(flatMapping, change[0], change[1], 1)).body(support(), nil, false)
		var bad *MappingError
		want.Reason = MappingInvalid
		if !errors.As(err, &bad) || !reflect.DeepEqual(*bad, want) {
			t.Errorf("%s: %#v", change[1], err)
		}
	}
}

// One word of the API for two of the form is read as the one that is configured,
// and always the same where none is.
func TestOneWordForTwo(t *testing.T) {
	m := parsed(t, strings.Replace(flatMapping, "values: {SSL: ssl, STARTTLS: tls}", "values: {SSL: secure, STARTTLS: secure, None: plain}", 1))
	there := map[string]any{"smtp": map[string]any{"security": "secure"}}
	c := support()
	for range 20 {
		for _, own := range []Security{SSL, STARTTLS} {
			c.Authentication.Security = own
			if i := slices.IndexFunc(m.compare(c, there).Differences, func(d Difference) bool { return d.Key == "authentication.security" }); i >= 0 {
				t.Fatalf("%s differs", own)
			}
		}
		c.Authentication.Security = "None"
		all := m.compare(c, there).Differences
		if i := slices.IndexFunc(all, func(d Difference) bool { return d.Key == "authentication.security" }); i < 0 || all[i].There != "SSL" {
			t.Fatalf("None does not differ, or from another each time: %+v", all)
		}
	}
}

// A client secret that is shown and is another one differs; a masked one is not
// told. Neither value goes anywhere.
func TestSecretThatIsShown(t *testing.T) {
	m, c := parsed(t, flatMapping), support()
	for there, want := range map[string]string{
		madeUpSecret: "same", "GOCSPX" + "-made-up-secret-of-somebody": "differs",
		"********": "unseen", "GOCSPX-********************1234": "unseen", "GOCSPX-" + strings.Repeat("x", 28): "unseen",
		"GOCSPX-made-up": "unseen", "GOCSPX-made-up-secret-of…body": "unseen", "": "unseen", "made-up-secret-of-another-kind": "unseen",
	} {
		compared := m.compare(c, map[string]any{"clientSecret": there})
		got := "same"
		if slices.Contains(compared.Unseen, "authentication.clientSecret") {
			got = "unseen"
		}
		for _, d := range compared.Differences {
			if d.Key == "authentication.clientSecret" {
				got = "differs"
				if d.Here != "" || d.There != "" || !d.Secret || d.Given {
					t.Errorf("%q: %+v", there, d)
				}
			}
		}
		if got != want {
			t.Errorf("%q: %s, want %s", there, got, want)
		}
	}
}

// Where the mailbox signs in itself, nobody else may be set there.
func TestSomebodyElseSignsIn(t *testing.T) {
	with := func(doc string) *Mapping {
		return parsed(t, strings.Replace(flatMapping, "  authentication.loginId: loginId\n", doc, 1))
	}
	const login, box = "  authentication.loginId: loginId\n", "  authentication.sharedMailbox: shared\n"
	for _, tt := range []struct {
		name, mapping string
		there         map[string]any
		want          string // the keys that differ
	}{
		{"another", login, map[string]any{"loginId": "kim@example.com"}, loginKey},
		{"none", login, map[string]any{"loginId": ""}, ""},
		{"not told", login, map[string]any{}, ""},
		{"null", login, map[string]any{"loginId": nil}, ""},
		{"the mailbox", login, map[string]any{"loginId": "Support@example.com"}, ""},
		{"not ticked", login + box, map[string]any{"loginId": "kim@example.com", "shared": false}, ""},
		{"ticked", login + box, map[string]any{"loginId": "kim@example.com", "shared": true}, sharedKey + " " + loginKey},
		{"box not told", login + box, map[string]any{"loginId": "kim@example.com"}, loginKey},
		{"ticked without one", box, map[string]any{"shared": true}, sharedKey},
		{"unmapped", "  authentication.loginId: none\n", map[string]any{"loginId": "kim@example.com"}, ""},
	} {
		m := with(tt.mapping)
		var keys []string
		for _, d := range m.compare(support(), tt.there).Differences {
			if d.Key == loginKey || d.Key == sharedKey {
				keys = append(keys, d.Key)
				if d.Given || d.There == "" || d.Here == "" || d.Label == "" {
					t.Errorf("%s: %+v", tt.name, d)
				}
			}
		}
		if got := strings.Join(keys, " "); got != tt.want {
			t.Errorf("%s: %q differ", tt.name, got)
		}
		before := &ConnectAsset{mapping: m, fields: tt.there}
		sent, err := m.body(support(), before, false)
		body, _ := sent.(map[string]any)
		value, there := body["loginId"]
		_, boxed := m.Fields[sharedKey]
		if clears := tt.want == loginKey && !boxed || tt.name == "the mailbox"; err != nil || there != clears || there && value != "" || boxed != (body["shared"] == false) {
			t.Errorf("%s: %v is sent, %v", tt.name, body, err)
		}
	}
	if fresh, err := with(login).body(support(), nil, false); err != nil || fresh.(map[string]any)["loginId"] != nil {
		t.Errorf("a new asset gets a Login ID: %v %v", fresh, err)
	}
}

func learned(t *testing.T, a *ConnectAPI, c *Configuration, id string) *Lesson {
	t.Helper()
	a.Mapping = parsed(t, string(MappingTemplate()))
	l, err := a.Learn(t.Context(), c, id)
	if err != nil {
		t.Fatal(err)
	}
	return l
}

// An asset that was made by one mapping teaches it back, but for what the
// values cannot tell.
func TestLearn(t *testing.T) {
	s, c := newConnectServer(t), support()
	if _, err := s.api(t).Create(t.Context(), c); err != nil {
		t.Fatal(err)
	}
	s.assets[0]["tokenStatus"] = "NOT_GENERATED"
	c.Asset.ForwardingAddress = "0123456789abcdef0123456789abcdef@mail-us.imiconnect.io"
	for _, id := range []string{"1", ""} {
		l := learned(t, s.api(t), c, id)
		got := map[string]string{}
		for _, f := range l.Fields {
			got[f.Key] = string(f.Certainty) + " " + f.Path.String()
		}
		want := map[string]string{
			"asset.name": "exact appName", "asset.emailId": "unsure emailId", "asset.forwardingAddress": "exact forwardingAddress",
			"authentication.type": "open ", "authentication.smtpServer": "exact smtp.host", "authentication.username": "unsure smtp.user",
			"authentication.port": "exact smtp.port", "authentication.security": "unsure smtp.security", "authentication.clientId": "exact oauth.clientId",
			"authentication.clientSecret": "unsure clientSecret", "authentication.callbackUrl": "open ",
			"authentication.authorizationUrl": "exact oauth.urls[0].value", "authentication.scope": "exact oauth.scope",
			"authentication.accessTokenUrl": "open ", "authentication.refreshTokenUrl": "open ", "authentication.reviewConsent": "unsure review",
		}
		if !reflect.DeepEqual(got, want) {
			t.Errorf("recognised %v\nwant %v", got, want)
		}
		m := l.Mapping
		if l.ID != "1" || m.Answer.ID.String() != "appId" || m.Answer.Items.String() != "apps" || m.Answer.TokenState.String() != "tokenStatus" || m.Confirmed || l.ListFailed != nil {
			t.Errorf("the answers: %+v", m.Answer)
		}
		if f := m.Fields["authentication.security"]; f.Values["SSL"] != "ssl" {
			t.Errorf("security in the API's words: %+v", f)
		}
		var bad *MappingError
		if err := m.Check(c); !errors.As(err, &bad) || !slices.Equal(bad.Missing, []string{"fields.authentication.type", "fields.authentication.accessTokenUrl", "fields.authentication.refreshTokenUrl"}) {
			t.Errorf("lacks %v", err)
		}
	}
	s.checkHeaders(t)
}

// A person says which of two like values is which; the other follows.
func TestLearnIsTold(t *testing.T) {
	s, c := newConnectServer(t), support()
	if _, err := s.api(t).Create(t.Context(), c); err != nil {
		t.Fatal(err)
	}
	l := learned(t, s.api(t), c, "1")
	open := func(key string) Recognised {
		return l.Fields[slices.IndexFunc(l.Fields, func(r Recognised) bool { return r.Key == key })]
	}
	places := open("authentication.accessTokenUrl").Candidates
	if len(places) != 2 {
		t.Fatalf("could stand in %v", places)
	}
	l.Choose("authentication.accessTokenUrl", places[0], Exact)
	if left := open("authentication.refreshTokenUrl").Candidates; len(left) != 1 || left[0].String() != "oauth.urls[2].value" {
		t.Errorf("the other could stand in %v", left)
	}
	l.Choose("authentication.refreshTokenUrl", places[1], Exact)
	if l.Mapping.Fields["authentication.accessTokenUrl"].Path.String() != "oauth.urls[1].value" {
		t.Errorf("%+v", l.Mapping.Fields)
	}
	for _, f := range l.Fields {
		if strings.Contains(f.Value, madeUpSecret) {
			t.Errorf("%s shows the secret", f.Key)
		}
	}
}

// What a mapping said before stays where the lesson leaves it open, and nothing
// of it where it says something else.
func TestLearnKeeps(t *testing.T) {
	s, c := newConnectServer(t), support()
	if _, err := s.api(t).Create(t.Context(), c); err != nil {
		t.Fatal(err)
	}
	l := learned(t, s.api(t), c, "1")
	old := learned(t, s.api(t), c, "1").Mapping
	path := func(text string) Path {
		p, err := ParsePath(text)
		if err != nil {
			t.Fatal(err)
		}
		return p
	}
	old.Confirmed = true
	old.Answer.HasTokenState, old.Answer.TokenState, old.Answer.TokenValid = true, path("tokenStatus"), []string{"VALID"}
	old.Fields["asset.name"] = MappedField{Path: path("title"), Type: TypeString} // recognised elsewhere now
	old.Fields["authentication.type"] = MappedField{None: true}
	old.Fields["authentication.callbackUrl"] = MappedField{Path: path("smtp.host"), Type: TypeString} // taken
	old.Fields["authentication.loginId"] = MappedField{Path: path("oauth.login"), Type: TypeString}   // this asset has none
	old.Fields["authentication.security"] = MappedField{Path: path("smtp.security"), Type: TypeString, Values: map[string]string{"STARTTLS": "tls", "SSL": "x"}}
	old.Fixed = append(old.Fixed, FixedValue{path("channel"), "email"})
	l.Keep(old)
	m := l.Mapping
	if f := m.Fields; !f["authentication.type"].None || f["asset.name"].Path.String() != "appName" || f["authentication.callbackUrl"].Path != nil ||
		f["authentication.loginId"].Path.String() != "oauth.login" || f["authentication.security"].Values["SSL"] != "ssl" || f["authentication.security"].Values["STARTTLS"] != "tls" {
		t.Errorf("kept %+v", f)
	}
	if m.Confirmed || !slices.Equal(m.Answer.TokenValid, []string{"VALID"}) || m.Fixed[len(m.Fixed)-1].Value != "email" {
		t.Errorf("kept %+v, %+v", m.Answer, m.Fixed)
	}
	// What cannot go together, and what is counted from elsewhere, is left.
	for name, change := range map[string]func(*Mapping){
		"within another": func(m *Mapping) { m.Fixed = append(m.Fixed, FixedValue{path("smtp.host.name"), "x"}) },
		"from elsewhere": func(m *Mapping) { m.Answer.Asset = path("data") },
	} {
		l, other := learned(t, s.api(t), c, "1"), *old
		change(&other)
		if l.Keep(&other); l.Mapping.Fields["authentication.type"].None || len(l.Mapping.Answer.TokenValid) > 0 {
			t.Errorf("%s: %+v", name, l.Mapping)
		}
	}
}

// An answer in an envelope is taken out of it.
func TestLearnFromAnEnvelope(t *testing.T) {
	document, err := decodeAnswer([]byte(`{"code": 0, "transid": "t", "data": {"id": 7, "props": [{"name": "mail", "value": "support@example.com"}, {"name": "server", "value": "smtp.gmail.com"}]}}`))
	if err != nil {
		t.Fatal(err)
	}
	l := &Lesson{ID: "7", Mapping: &Mapping{Fields: map[string]MappedField{}}}
	l.read(document, support(), "7", nil)
	m := l.Mapping
	if m.Answer.Asset.String() != "data" || m.Answer.ID.String() != "id" || m.Fields["authentication.smtpServer"].Path.String() != "props[1].value" {
		t.Errorf("%+v %+v", m.Answer, m.Fields)
	}
	if len(m.Fixed) != 2 || m.Fixed[0].Path.String() != "props[0].name" || m.Fixed[1].Value != "server" {
		t.Errorf("fixed: %+v", m.Fixed)
	}
}

func TestLearnWithoutAList(t *testing.T) {
	s := newConnectServer(t)
	a := s.api(t)
	a.Mapping = parsed(t, string(MappingTemplate()))
	_, err := a.Learn(t.Context(), support(), "")
	var bad *MappingError
	if !errors.As(err, &bad) || bad.Reason != MappingMismatch || !slices.Equal(bad.Missing, []string{"id"}) {
		t.Errorf("learned from nothing: %v", err)
	}
	a.Mapping.Operations.List = Operation{}
	if _, err := a.Learn(t.Context(), support(), ""); !errors.As(err, &bad) {
		t.Errorf("learned from nothing: %v", err)
	}
}
