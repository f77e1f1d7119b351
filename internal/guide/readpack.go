package guide

import "mailasset/internal/wholefile"

// ReadPack reads a step pack from a file. What is wrong with it is said as by
// [Parse], with the file's name before each line.
func ReadPack(path string) (*Pack, error) {
	data, err := wholefile.Read(path, maxPack+1) // one byte tells that it is too large
	if err != nil {
		return nil, &PackError{File: path, Err: err}
	}
	pack, err := Parse(data)
	for _, problem := range Problems(err) {
		problem.File = path
	}
	return pack, err
}
