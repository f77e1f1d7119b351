package cli

import (
	"errors"

	"mailasset/internal/msg"
)

// usageLine is a command line that was not understood, said in the user's
// language once it is known who reads it.
func usageLine(line msg.Line) error { return &usageError{&lineError{line}} }

// lineError is a sentence as an error; as text it is English.
type lineError struct{ line msg.Line }

// Error implements error.
func (e *lineError) Error() string { return e.line.In(msg.English) }

// unknownAsset says that no asset has the name.
func unknownAsset(name string) error { return usageLine(msg.UnknownAsset.Line(name)) }

// labMismatch says that a lab's asset met the real world, or the other way
// round: the two never mix.
func labMismatch(name string, labAsset bool) error {
	if labAsset {
		return usageLine(msg.AssetOfALab.Line(name))
	}
	return usageLine(msg.AssetForReal.Line(name))
}

// usageText says what is wrong with the command line.
func (a *app) usageText(err error) string {
	var sentence *lineError
	if errors.As(err, &sentence) {
		return sentence.line.In(a.lang)
	}
	return err.Error()
}
