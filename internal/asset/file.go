package asset

import (
	"errors"
	"fmt"
	"io/fs"
	"os"

	"mailasset/internal/wholefile"
)

// ErrForeignFile says that a file to be written is there already and is not
// this asset's configuration. Errors of its kind are *ForeignFileError.
var ErrForeignFile = errors.New("the file describes another asset")

// Owner says which asset a configuration file is of.
type Owner struct {
	Name  string `json:"name"`
	Email string `json:"email"`
}

// Owner returns whose the configuration is.
func (c *Configuration) Owner() Owner { return Owner{c.Asset.Name, c.Asset.EmailID} }

// ForeignFileError names a file that is there already and is not this asset's.
type ForeignFileError struct {
	Path        string
	Name, Email string // of the asset it describes; "" where it is no configuration at all
}

// Error implements error.
func (e *ForeignFileError) Error() string {
	text := fmt.Sprintf("replace %s: %v", e.Path, ErrForeignFile)
	if e.Name != "" || e.Email != "" {
		text += fmt.Sprintf(" (%s, %s)", e.Name, e.Email)
	}
	return text
}

// Unwrap returns ErrForeignFile.
func (e *ForeignFileError) Unwrap() error { return ErrForeignFile }

// Read reads a configuration file, JSON or YAML. What breaks the schema makes
// it fail, and then the rules of the form that are broken too are told along;
// those alone do not. Errors are *FileError.
func Read(path string) (*Configuration, error) { return read(path, false) }

// ReadChecked is Read for a file that is to be built on: the rules of the form
// count too.
func ReadChecked(path string) (*Configuration, error) { return read(path, true) }

func read(path string, checked bool) (*Configuration, error) {
	doc, err := wholefile.Read(path, maxFile+1)
	if err != nil {
		return nil, &FileError{Path: path, Err: unwrapPath(err)}
	}
	c, broken, rules := decode(doc)
	if len(broken) == 0 && (len(rules) == 0 || !checked) {
		return c, nil
	}
	problems := append(broken, rules...)
	if c != nil {
		problems = append(problems, c.mistyped()...)
	}
	byLine(problems)
	return nil, &FileError{Path: path, Problems: problems}
}

// LineOf returns the line of a key in a configuration file, 0 where it is not
// known.
func LineOf(path, place string) int {
	doc, err := wholefile.Read(path, maxFile+1)
	if err != nil {
		return 0
	}
	root, _ := parse(doc)
	if root == nil {
		return 0
	}
	_, line := root.at(place)
	return line
}

// Write writes the configuration with its secrets, whole and with mode 0600: as
// YAML where the name ends so, else as JSON. An existing file is replaced only
// when it describes the same asset, under the present name or that of one of the
// former owners, else the error wraps ErrForeignFile; keys in it that are not ours
// stay.
func Write(path string, c Configuration, former ...Owner) error {
	old, err := replaced(path, c.Lab, append(former, c.Owner()))
	if err != nil {
		return err
	}
	if old != nil {
		c.takeUnknown(old)
	}
	root, err := c.tree(true)
	if err != nil {
		return fmt.Errorf("write %s: %w", path, err)
	}
	if err := validate(root); err != nil {
		return fmt.Errorf("write %s: %w", path, err)
	}
	encode := c.Encode
	if FormatOf(path) == FormatYAML {
		encode = c.EncodeYAML
	}
	doc, err := encode(true)
	if err != nil {
		return fmt.Errorf("write %s: %w", path, err)
	}
	if err := wholefile.Write(path, doc); err != nil {
		return fmt.Errorf("write %s: %w", path, unwrapPath(err))
	}
	return nil
}

// CheckOverwrite reports whether path is free for the configuration of an asset:
// absent, or already that of one of the owners. Errors are *ForeignFileError.
func CheckOverwrite(path string, lab bool, owners ...Owner) error {
	_, err := OwnerOf(path, lab, owners...)
	return err
}

// OwnerOf is CheckOverwrite that also returns which of the owners it is, nil where
// nothing is there.
func OwnerOf(path string, lab bool, owners ...Owner) (*Owner, error) {
	old, err := replaced(path, lab, owners)
	if old == nil {
		return nil, err
	}
	owner := old.Owner()
	return &owner, nil
}

// replaced returns the asset's own configuration at path, nil where nothing is
// there.
func replaced(path string, lab bool, owners []Owner) (*Configuration, error) {
	if _, err := os.Stat(path); err != nil {
		return nil, nil // nothing to lose; whether it can be written, writing tells
	}
	old, err := Read(path)
	switch {
	case err != nil:
		return nil, &ForeignFileError{Path: path}
	case old.Lab == lab:
		for _, owner := range owners {
			if owner == old.Owner() {
				return old, nil
			}
		}
	}
	return nil, &ForeignFileError{path, old.Asset.Name, old.Asset.EmailID}
}

// unwrapPath drops the path that an os error repeats; the caller names it.
func unwrapPath(err error) error {
	var path *fs.PathError
	if errors.As(err, &path) {
		return path.Err
	}
	return err
}
