package asset

import (
	"path/filepath"
	"strings"
)

// Format is how a configuration is written.
type Format string

// The formats. JSON and YAML hold the whole document and are read again; env
// holds its values for a shell, text and HTML the form for a person.
const (
	FormatJSON Format = "json"
	FormatYAML Format = "yaml"
	FormatEnv  Format = "env"
	FormatText Format = "text"
	FormatHTML Format = "html"
)

// Formats returns all formats.
func Formats() []Format { return []Format{FormatJSON, FormatYAML, FormatEnv, FormatText, FormatHTML} }

// FormatOf tells the format from the end of a file's name, "" where it tells
// none.
func FormatOf(path string) Format {
	switch strings.ToLower(filepath.Ext(strings.TrimSuffix(path, ".age"))) {
	case ".json":
		return FormatJSON
	case ".yaml", ".yml":
		return FormatYAML
	case ".env":
		return FormatEnv
	case ".txt":
		return FormatText
	case ".html", ".htm":
		return FormatHTML
	}
	return ""
}
