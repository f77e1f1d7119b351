package guide

import (
	"fmt"
	"strings"

	"mailasset/internal/msg"
)

// Format is how a document or a letter is written.
type Format string

// The formats.
const (
	FormatText     Format = "text"
	FormatMarkdown Format = "markdown"
	FormatHTML     Format = "html"
)

// Formats returns all formats.
func Formats() []Format { return []Format{FormatText, FormatMarkdown, FormatHTML} }

// FormatError names a format that there is none of.
type FormatError struct{ Format Format }

// Error names the format and those that there are.
func (e *FormatError) Error() string {
	var known []string
	for _, f := range Formats() {
		known = append(known, string(f))
	}
	return fmt.Sprintf("no format %q, only %s", string(e.Format), strings.Join(known, ", "))
}

// in writes blocks in the format.
func (f Format) in(blocks []block, lang msg.Lang, width int) (string, error) {
	switch f {
	case FormatText:
		return asText(blocks, width), nil
	case FormatMarkdown:
		return asMarkdown(blocks), nil
	case FormatHTML:
		return asHTML(blocks, lang), nil
	}
	return "", &FormatError{f}
}
