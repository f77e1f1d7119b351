package asset

import (
	"bytes"
	_ "embed"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"strings"
	"sync"

	"github.com/google/jsonschema-go/jsonschema"

	"mailasset/internal/wholefile"
)

// maxFile is far above any configuration and far below what hurts to read.
const maxFile = 1 << 20

// FileError says what is wrong with a configuration file. Line is 0 where the
// trouble has no place in the text.
type FileError struct {
	Path string
	Line int
	Err  error
}

// Error implements error.
func (e *FileError) Error() string {
	if e.Line > 0 {
		return fmt.Sprintf("read %s, line %d: %v", e.Path, e.Line, e.Err)
	}
	return fmt.Sprintf("read %s: %v", e.Path, e.Err)
}

// Unwrap returns the cause.
func (e *FileError) Unwrap() error { return e.Err }

// ErrForeignFile says that a file to be written is there already and describes
// another asset.
var ErrForeignFile = errors.New("the file describes another asset")

//go:embed schema.json
var schemaJSON []byte

// Schema returns the JSON Schema (draft 2020-12) of the configuration file.
func Schema() []byte { return schemaJSON }

// resolvedSchema is made on first use: most commands read no configuration.
var resolvedSchema = sync.OnceValues(func() (*jsonschema.Resolved, error) {
	var schema jsonschema.Schema
	if err := json.Unmarshal(schemaJSON, &schema); err != nil {
		return nil, err
	}
	return schema.Resolve(nil)
})

// Read reads a configuration file and holds it against the schema. Errors are
// *FileError.
func Read(path string) (*Configuration, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, &FileError{Path: path, Err: unwrapPath(err)}
	}
	defer f.Close()
	doc, err := io.ReadAll(io.LimitReader(f, maxFile+1))
	switch {
	case err != nil:
		return nil, &FileError{Path: path, Err: unwrapPath(err)}
	case len(doc) > maxFile:
		return nil, &FileError{Path: path, Err: fmt.Errorf("larger than %d bytes", maxFile)}
	}
	c, line, err := Decode(doc)
	if err != nil {
		return nil, &FileError{Path: path, Line: line, Err: err}
	}
	return c, nil
}

// Decode reads a configuration document and holds it against the schema. The
// line is that of a syntax error, else 0. Errors repeat no value of the
// document, which may be a secret in the wrong place.
func Decode(doc []byte) (*Configuration, int, error) {
	doc = bytes.TrimPrefix(doc, []byte("\xef\xbb\xbf")) // Notepad writes one
	if err := validate(doc); err != nil {
		return nil, lineOf(doc, err), err
	}
	var c Configuration
	if err := json.Unmarshal(doc, &c); err != nil {
		return nil, lineOf(doc, err), err
	}
	return &c, 0, nil
}

// Write writes the configuration with its secrets, whole and with mode 0600.
// An existing file is replaced only when it describes the same asset: else the
// error wraps ErrForeignFile.
func Write(path string, c Configuration) error {
	if err := CheckOverwrite(path, c.Asset.Name, c.Asset.EmailID, c.Lab); err != nil {
		return err
	}
	doc, err := c.Encode(true)
	if err != nil {
		return fmt.Errorf("write %s: %w", path, err)
	}
	if err := validate(doc); err != nil {
		return fmt.Errorf("write %s: hold it against the schema: %w", path, err)
	}
	if err := wholefile.Write(path, doc); err != nil {
		return fmt.Errorf("write %s: %w", path, unwrapPath(err))
	}
	return nil
}

// CheckOverwrite reports whether path is free for the configuration of this
// asset: absent, or already its own.
func CheckOverwrite(path, name, email string, lab bool) error {
	if _, err := os.Stat(path); err != nil {
		return nil // nothing to lose; whether it can be written, writing tells
	}
	old, err := Read(path)
	switch {
	case err != nil:
		return fmt.Errorf("replace %s: %w", path, ErrForeignFile)
	case old.Asset.Name != name, old.Asset.EmailID != email, old.Lab != lab:
		return fmt.Errorf("replace %s: %w (%s, %s)", path, ErrForeignFile, old.Asset.Name, old.Asset.EmailID)
	}
	return nil
}

func validate(doc []byte) error {
	schema, err := resolvedSchema()
	if err != nil {
		return fmt.Errorf("read the built-in schema: %w", err)
	}
	var v any
	if err := json.Unmarshal(doc, &v); err != nil {
		return err
	}
	if err := schema.Validate(v); err != nil {
		return schemaError(err)
	}
	return nil
}

// schemaError tells what the validator found without the value it found, which
// it repeats: "authentication.port: type: has type "string", want "integer"".
func schemaError(err error) error {
	text, place := err.Error(), ""
	for {
		step, rest, found := strings.Cut(text, ": ")
		at, found2 := strings.CutPrefix(step, "validating ")
		if !found || !found2 {
			break
		}
		text, place = rest, at
	}
	keyword, _, _ := strings.Cut(text, ": ")
	for _, tail := range []string{" has type ", " does not equal ", " is less than ", " is greater than ", " does not match "} {
		if i := strings.LastIndex(text, tail); i >= 0 {
			text = keyword + ":" + strings.TrimSuffix(text[i:], ".000000")
		}
	}
	place = strings.TrimPrefix(placeName.Replace(place), ".")
	if place != "" {
		text = place + ": " + text
	}
	return errors.New(text)
}

// placeName turns a place in the schema into one in the document.
var placeName = strings.NewReplacer("/properties/", ".", "/items", "[]", "root", "")

// lineOf turns the offset of a JSON error into a line number.
func lineOf(doc []byte, err error) int {
	var syntax *json.SyntaxError
	var typed *json.UnmarshalTypeError
	offset := int64(-1)
	switch {
	case errors.As(err, &syntax):
		offset = syntax.Offset
	case errors.As(err, &typed):
		offset = typed.Offset
	}
	if offset < 0 || offset > int64(len(doc)) {
		return 0
	}
	// The byte at which the reader stumbled belongs to the line it ends.
	return 1 + bytes.Count(doc[:max(offset-1, 0)], []byte("\n"))
}

// unwrapPath drops the path that an os error repeats; the caller names it.
func unwrapPath(err error) error {
	var path *fs.PathError
	if errors.As(err, &path) {
		return path.Err
	}
	return err
}
