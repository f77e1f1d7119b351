package asset

import (
	"bytes"
	"fmt"
	"io"
	"strings"
	"unicode"

	"filippo.io/age"
	"filippo.io/age/armor"
)

// RecipientDefect is why a document cannot be encrypted to somebody.
type RecipientDefect string

// The defects of a recipient.
const (
	RecipientSSH      RecipientDefect = "ssh"      // an SSH key: age takes them, this program does not
	RecipientIdentity RecipientDefect = "identity" // the private key instead of the public one
	RecipientUnknown  RecipientDefect = "unknown"  // no recipient of age
	RecipientMixed    RecipientDefect = "mixed"    // post-quantum and classic ones: the weaker would decide
)

// RecipientError names a recipient that a document cannot be encrypted to.
type RecipientError struct {
	Recipient string // "" where a private key was given, or what may be one
	Defect    RecipientDefect
}

// Error implements error.
func (e *RecipientError) Error() string {
	return fmt.Sprintf("encrypt to %q: %s", e.Recipient, e.Defect)
}

// Recipients are those that a document is encrypted to. Each of them can read
// it, nobody else, not even who wrote it.
type Recipients []age.Recipient

// ParseRecipients reads recipients of age (https://age-encryption.org/v1), each
// the public key that age-keygen prints: age1… Errors are *RecipientError.
func ParseRecipients(texts []string) (Recipients, error) {
	var all Recipients
	for _, text := range texts {
		text = strings.TrimSpace(text)
		upper := strings.ToUpper(text)
		one, err := age.ParseRecipients(strings.NewReader(text))
		switch {
		case strings.Contains(upper, "AGE-SECRET-KEY-"), strings.Contains(upper, "PRIVATE KEY"), strings.HasPrefix(upper, "AGE-PLUGIN-"):
			return nil, &RecipientError{"", RecipientIdentity}
		case strings.HasPrefix(text, "ssh-"), strings.HasPrefix(text, "ecdsa-"):
			return nil, &RecipientError{told(text), RecipientSSH}
		case err != nil || len(one) != 1:
			return nil, &RecipientError{told(text), RecipientUnknown}
		}
		all = append(all, one...)
	}
	if len(all) > 1 {
		if _, err := age.Encrypt(io.Discard, all...); err != nil {
			return nil, &RecipientError{strings.TrimSpace(texts[0]), RecipientMixed}
		}
	}
	return all, nil
}

// told is what may be repeated of a text that is no recipient: whole files and
// long texts may hold anything.
func told(text string) string {
	const longest = 64 // as long as a classic recipient
	if len(text) > longest || strings.ContainsFunc(text, unicode.IsControl) {
		return ""
	}
	return text
}

// Seal encrypts a document to the recipients, in the armored form of age, which
// survives mail and tickets.
func (to Recipients) Seal(doc []byte) ([]byte, error) {
	var out bytes.Buffer
	armored := armor.NewWriter(&out)
	w, err := age.Encrypt(armored, to...)
	if err != nil {
		return nil, fmt.Errorf("encrypt: %w", err)
	}
	if _, err = w.Write(doc); err == nil {
		err = w.Close()
	}
	if err == nil {
		err = armored.Close()
	}
	if err != nil {
		return nil, fmt.Errorf("encrypt: %w", err)
	}
	return out.Bytes(), nil
}
