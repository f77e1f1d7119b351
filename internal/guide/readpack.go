package guide

import (
	"errors"
	"fmt"
	"mailasset/internal/wholefile"
)

// ReadPack reads a step pack from a file. What is wrong with it is said as by
// [Parse], with the file's name before each line.
func ReadPack(path string) (*Pack, error) {
	data, err := wholefile.Read(path, maxPack+1) // one byte tells that it is too large
	if err != nil {
		return nil, fmt.Errorf("read the step pack: %w", err) // names the file
	}
	pack, err := Parse(data)
	if err != nil {
		inFile(err, path)
		return nil, err
	}
	return pack, nil
}

// inFile puts the name of the file into every problem of an error of Parse.
func inFile(err error, path string) {
	if all, ok := err.(interface{ Unwrap() []error }); ok {
		for _, one := range all.Unwrap() {
			inFile(one, path)
		}
		return
	}
	var problem *PackError
	if errors.As(err, &problem) {
		problem.File = path
	}
}
