package asset

import (
	"bytes"
	"strings"
	"unicode"
)

// envPrefix begins the name of every variable.
const envPrefix = "WEBEX_CONNECT"

// EncodeEnv returns the values of the document as a file that a POSIX shell
// sources: WEBEX_CONNECT_ and the place of the value in capitals, such as
// WEBEX_CONNECT_AUTHENTICATION_CLIENT_ID. Lists and unknown keys have no
// variables. Secrets are masked unless disclose is set.
func (c Configuration) EncodeEnv(disclose bool) ([]byte, error) {
	c.unknown = nil
	root, err := c.tree(disclose)
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	root.env(&b, envPrefix)
	return b.Bytes(), nil
}

func (n *node) env(b *bytes.Buffer, name string) {
	for _, m := range n.members {
		m.value.env(b, name+"_"+variable(m.key))
	}
	switch n.kind {
	case stringNode, numberNode, booleanNode:
		b.WriteString(name + "=" + shellQuoted(n.text) + "\n")
	case nullNode:
		b.WriteString(name + "=''\n")
	}
}

// variable turns emailId into EMAIL_ID.
func variable(key string) string {
	var b strings.Builder
	for _, r := range key {
		if unicode.IsUpper(r) {
			b.WriteByte('_')
		}
		b.WriteRune(unicode.ToUpper(r))
	}
	return b.String()
}

// shellQuoted writes a text so that a shell reads it back as it is, whatever is
// in it; a NUL, which no shell can hold, is dropped.
func shellQuoted(s string) string {
	s = strings.ReplaceAll(s, "\x00", "")
	return "'" + strings.ReplaceAll(s, "'", `'\''`) + "'"
}
