package asset

import (
	"strings"

	"mailasset/internal/msg"
)

// Template returns an empty configuration to fill in, with what is the same for
// every asset on Gmail. As YAML it explains every key; JSON has no place for
// that. Errors are *FormatError.
func Template(f Format, lang msg.Lang) ([]byte, error) {
	c := Configuration{
		SchemaVersion: SchemaVersion,
		Authentication: Authentication{
			Type: oauthType, SMTPServer: Gmail.SMTPServer, Port: Gmail.TLSPort, Security: SSL, AuthorizationURL: Gmail.AuthorizationURL,
			Scope: Gmail.Scope, AccessTokenURL: Gmail.TokenURL, RefreshTokenURL: Gmail.TokenURL, ReviewConsent: true,
		},
	}
	switch f {
	case FormatJSON:
		return c.Encode(true)
	case FormatYAML:
		doc, err := c.EncodeYAML(true)
		return explained(string(doc), lang), err
	}
	return nil, &FormatError{f, []Format{FormatYAML, FormatJSON}}
}

// explained writes above each key what is said of it.
func explained(doc string, lang msg.Lang) []byte {
	var b strings.Builder
	comment := func(indent, text string) {
		for line := range strings.Lines(text + "\n") {
			b.WriteString(indent + "# " + line)
		}
	}
	comment("", msg.TemplateHead.In(lang))
	group := ""
	for line := range strings.Lines(doc) {
		key, _, _ := strings.Cut(strings.TrimSpace(line), ":")
		indent := line[:len(line)-len(strings.TrimLeft(line, " "))]
		if indent == "" {
			group = key
			b.WriteString("\n")
		}
		if words, ok := msg.TemplateWords[group+"."+key]; ok && indent != "" {
			comment(indent, words.In(lang))
		}
		b.WriteString(line)
	}
	return []byte(b.String())
}
