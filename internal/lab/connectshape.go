package lab

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"
)

// connectShape is how the Digital Asset API names and nests the fields of its
// bodies. The real names are not public (facts/webex-connect.md section 3), so
// there is more than one: no client can pass with names it guessed.
type connectShape struct {
	name   string
	fields map[string]string // row key to path in the body
	// The fields of the operation, in answers only.
	id, created, updated, service, tokenState, validity, expiry string
	items                                                       string // the list in its answer; "" is the answer itself
	text                                                        bool   // numbers and booleans travel as strings
	noToken, goodToken, badToken                                string // values of tokenState
	mask                                                        func(secret string) string
}

// connectShapes are the built-in ones: flat, and nested with arrays.
var connectShapes = []*connectShape{
	{
		name: "a",
		fields: map[string]string{
			keyName: "appName", keyEmail: "emailId", keyForwarding: "forwardingAddress", keyType: "authType",
			keySMTPServer: "smtpServer", keyUsername: "userName", keyPort: "smtpPort", keySecurity: "security",
			keyClientID: "clientId", keyClientSecret: "clientSecret", keyCallback: "callbackUrl",
			keyAuthorization: "authUrl", keyScope: "scope", keyTokenURL: "accessTokenUrl", keyRefreshURL: "refreshTokenUrl",
			keyLogin: "loginId", keyReview: "reviewConsent",
		},
		id: "appId", created: "createdOn", updated: "updatedOn", service: "engageService",
		tokenState: "tokenStatus", validity: "tokenValidity", expiry: "tokenExpiry", items: "apps",
		noToken: "NOT_GENERATED", goodToken: "GENERATED", badToken: "REFRESH_FAILED",
		mask: func(string) string { return "********" },
	},
	{
		name: "b",
		fields: map[string]string{
			keyName: "digitalAsset.displayName", keyEmail: "digitalAsset.addresses[0].value",
			keyForwarding: "digitalAsset.inbound.forwardTo[0]", keyType: "digitalAsset.outbound.auth.method",
			keySMTPServer: "digitalAsset.outbound.smtp.host", keyUsername: "digitalAsset.outbound.smtp.account",
			keyPort: "digitalAsset.outbound.smtp.port", keySecurity: "digitalAsset.outbound.smtp.encryption",
			keyClientID: "digitalAsset.outbound.auth.client.key", keyClientSecret: "digitalAsset.outbound.auth.client.password",
			keyCallback: "digitalAsset.outbound.auth.redirects[0]", keyAuthorization: "digitalAsset.outbound.auth.endpoints[0].url",
			keyScope: "digitalAsset.outbound.auth.scopes[0]", keyTokenURL: "digitalAsset.outbound.auth.endpoints[1].url",
			keyRefreshURL: "digitalAsset.outbound.auth.endpoints[2].url", keyLogin: "digitalAsset.outbound.auth.signIn.address",
			keyReview: "digitalAsset.outbound.auth.signIn.review",
		},
		id: "digitalAsset.ref", created: "audit.created", updated: "audit.modified", service: "digitalAsset.engage.service",
		tokenState: "digitalAsset.outbound.auth.tokens.state", validity: "digitalAsset.outbound.auth.tokens.validFor",
		expiry: "digitalAsset.outbound.auth.tokens.validUntil", text: true,
		noToken: "none", goodToken: "active", badToken: "failed",
		mask: func(secret string) string { return "****" + secret[max(0, len(secret)-4):] },
	},
}

// findShape returns the shape of that name; "" means the first.
func findShape(name string) (*connectShape, error) {
	for _, s := range connectShapes {
		if s.name == name || name == "" {
			return s, nil
		}
	}
	return nil, fmt.Errorf("unknown shape %q of the Digital Asset API", name)
}

// mappingFile is the shape as a completed mapping file.
func (s *connectShape) mappingFile() string {
	var b strings.Builder
	fmt.Fprintf(&b, "# The Digital Asset API of this lab, shape %s.\nconfirmed: true\noperations:\n", s.name)
	for _, o := range [][2]string{{"create", "POST "}, {"list", "GET "}, {"get", "GET "}, {"update", "PUT "}} {
		path := assetsPath
		if o[0] == "get" || o[0] == "update" {
			path += "/{id}"
		}
		fmt.Fprintf(&b, "  %-7s %s%s?channel=email\n", o[0]+":", o[1], path)
	}
	fmt.Fprintf(&b, "answer:\n  id: %s\n  items: %q\n  tokenState: %s\n  tokenValid: [%s]\nfields:\n", s.id, s.items, s.tokenState, s.goodToken)
	for _, row := range emailRows {
		if path := s.fields[row.Key]; path != "" {
			fmt.Fprintf(&b, "  %s: %s\n", row.Key, path)
		}
	}
	return b.String()
}

// writeMapping writes the mapping file of the shape.
func (s *connectShape) writeMapping(dir string) (string, error) {
	path := filepath.Join(dir, "connect-mapping.yaml")
	if err := os.WriteFile(path, []byte(s.mappingFile()), 0o600); err != nil {
		return "", fmt.Errorf("write the mapping of the Digital Asset API: %w", err)
	}
	return path, nil
}

// answer is the asset as the API shows it, put into an answer.
func (s *connectShape) answer(into map[string]any, a *emailAsset, callback string) {
	put := func(path string, value any) {
		if path != "" && value != "" {
			place(into, steps(path), value)
		}
	}
	for key, path := range s.fields {
		put(path, s.encode(key, a.saved.settings[key]))
	}
	put(s.fields[keyForwarding], a.forwarding)
	put(s.fields[keyCallback], callback)
	put(s.fields[keyClientSecret], s.mask(a.saved.settings[keyClientSecret]))
	put(s.id, a.id)
	put(s.created, a.created.UTC().Format(time.RFC3339))
	put(s.updated, a.updated.UTC().Format(time.RFC3339))
	put(s.service, a.service)
	tokens := a.saved.tokens
	put(s.tokenState, s.stateOf(tokens))
	if tokens.access != "" {
		put(s.validity, s.number(int(tokens.validity.Seconds())))
		put(s.expiry, tokens.expires().UTC().Format(time.RFC3339))
	}
}

func (s *connectShape) stateOf(t connectTokens) string {
	switch {
	case t.access == "":
		return s.noToken
	case t.failed != "":
		return s.badToken
	}
	return s.goodToken
}

// encode is a setting as it travels.
func (s *connectShape) encode(key, value string) any {
	port, err := strconv.Atoi(value)
	switch {
	case s.text || value == "":
		return value
	case key == keyPort && err == nil:
		return port
	case key == keyReview:
		return value == "true"
	}
	return value
}

func (s *connectShape) number(n int) any {
	if s.text {
		return strconv.Itoa(n)
	}
	return n
}

// settings reads the settings of a body; given fields are passed over, as are
// unknown ones. A value that is no plain one is a problem of its row.
func (s *connectShape) settings(body map[string]any) (map[string]string, []rowProblem) {
	typed := map[string]string{}
	var wrong []rowProblem
	for _, row := range emailRows {
		path := s.fields[row.Key]
		if path == "" || !row.typed() {
			continue
		}
		switch value := look(body, steps(path)).(type) {
		case nil:
		case string:
			typed[row.Key] = value
		case json.Number:
			typed[row.Key] = value.String()
		case bool:
			typed[row.Key] = strconv.FormatBool(value)
		default:
			wrong = append(wrong, rowProblem{row.Key, "It must be a plain value."})
		}
	}
	if typed[keyLogin] != "" {
		typed[keyShared] = "true"
	}
	return typed, wrong
}

// steps are a path's names and indexes.
func steps(path string) []string {
	return strings.Split(strings.ReplaceAll(path, "[", ".["), ".")
}

// indexOf is the index a step is, -1 when it is a name.
func indexOf(step string) int {
	inner, opened := strings.CutPrefix(step, "[")
	n, err := strconv.Atoi(strings.TrimSuffix(inner, "]"))
	if !opened || err != nil {
		return -1
	}
	return n
}

// place puts a value below a node and returns the node.
func place(node any, steps []string, value any) any {
	if len(steps) == 0 {
		return value
	}
	if i := indexOf(steps[0]); i >= 0 {
		list, _ := node.([]any)
		if missing := i + 1 - len(list); missing > 0 {
			list = append(list, slices.Repeat([]any{nil}, missing)...)
		}
		list[i] = place(list[i], steps[1:], value)
		return list
	}
	object, _ := node.(map[string]any)
	if object == nil {
		object = map[string]any{}
	}
	object[steps[0]] = place(object[steps[0]], steps[1:], value)
	return object
}

// look is the value below a node, nil when there is none.
func look(node any, steps []string) any {
	for _, step := range steps {
		switch known := node.(type) {
		case map[string]any:
			node = known[step]
		case []any:
			i := indexOf(step)
			if i < 0 || i >= len(known) {
				return nil
			}
			node = known[i]
		default:
			return nil
		}
	}
	return node
}
