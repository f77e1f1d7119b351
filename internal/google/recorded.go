package google

import "google.golang.org/api/googleapi"

// Refusal reads an answer of Google's that somebody recorded, in the type that
// fits it as those of an [Admin] do: *TermsError, *QuotaError, *PolicyError and
// so on; nil where none does. err is a *googleapi.Error or an *OperationError,
// id the project id that was to be created, "" where that is not known.
func Refusal(err error, id string) error {
	r, ok := refused(err)
	if !ok {
		return nil
	}
	return r.typed(id)
}

// Ended is how a recorded operation ended, from the fields of its error
// (https://google.aip.dev/151).
func Ended(code int64, message string, details []googleapi.RawMessage) *OperationError {
	return operationError(code, message, details)
}
