package asset

import (
	"errors"
	"fmt"
	"net/http"
	"strings"
)

// ConnectState is what a look at Webex Connect showed after a request whose
// outcome was open.
type ConnectState string

// The states.
const (
	StateNotLooked ConnectState = ""        // the outcome was not open
	StateAbsent    ConnectState = "absent"  // there is no asset of that Email ID
	StateBefore    ConnectState = "before"  // the asset is as it was before
	StateSeveral   ConnectState = "several" // there is more than one asset of that Email ID
	StateUnknown   ConnectState = "unknown" // it could not be told
)

// ConnectReceipt is what every answer of the API carries (webex-connect.md
// section 3), and the tracking id of the request. TransID is what Webex support
// asks for.
type ConnectReceipt struct {
	Code, Description string
	TransID           string
	TrackingID        string
}

// ConnectError says that a request to the Digital Asset API did not succeed.
// No field holds the token or the client secret.
type ConnectError struct {
	Act    string // "create the asset"
	Status int    // HTTP; 0 where no answer came
	ConnectReceipt
	// Sent says that the request may have been seen: it left this computer.
	Sent  bool
	State ConnectState
	Err   error // why there is no answer, or none that can be read; may be nil
}

// ErrConnectGarbled says that an answer was no JSON object or array.
var ErrConnectGarbled = errors.New("the answer is not JSON")

// ErrConnectTooLarge says that an answer was larger than any can be.
var ErrConnectTooLarge = fmt.Errorf("the answer is larger than %d bytes", maxAnswer)

// Error implements error.
func (e *ConnectError) Error() string {
	text := e.Act
	if e.Status != 0 {
		text += fmt.Sprintf(": status %d", e.Status)
	}
	if said := strings.Trim(e.Code+" "+e.Description, " "); said != "" {
		text += ": " + said
	}
	if e.TransID != "" {
		text += " (transid " + e.TransID + ")"
	}
	if e.TrackingID != "" {
		text += " (trackingid " + e.TrackingID + ")"
	}
	if e.Err != nil {
		text += ": " + e.Err.Error()
	}
	return text
}

// Unwrap returns the cause.
func (e *ConnectError) Unwrap() error { return e.Err }

// Unreached reports that Webex Connect was not spoken to at all: what stands in
// between is to blame.
func (e *ConnectError) Unreached() bool { return e.Status == 0 && !e.Sent }

// Looked reports a request that only reads: it wrote nothing, whatever became of
// it.
func (e *ConnectError) Looked() bool { return e.Act == actGet || e.Act == actList }

// open reports that nobody can say whether the request was carried out. A
// refused one was not; of a rate-limited one Cisco's guide says to look at the
// asset before anything else.
func (e *ConnectError) open() bool {
	switch e.Status {
	case http.StatusBadRequest, http.StatusUnauthorized, http.StatusForbidden, http.StatusNotFound, http.StatusGone:
		return false
	}
	return e.Sent
}

// garbled reports an answer that is not the API's: a page in between, or a path
// that is not there.
func (e *ConnectError) garbled() bool {
	return errors.Is(e.Err, ErrConnectGarbled) || errors.Is(e.Err, ErrConnectTooLarge)
}

// isGone reports that the API says of an id that it is no longer there.
func isGone(err error) bool {
	var e *ConnectError
	return errors.As(err, &e) && !e.garbled() && (e.Status == http.StatusNotFound || e.Status == http.StatusGone)
}

// isUnclear reports a refusal that an id which is no longer there can get, and
// one that is there can too. Only 200, 400, 401, 403 and 500 are documented, and
// of 403 that it may be about the asset.
func isUnclear(err error) bool {
	var e *ConnectError
	return errors.As(err, &e) && !e.garbled() && (e.Status == http.StatusBadRequest || e.Status == http.StatusForbidden)
}

// RefusedIDError says that the API refuses to show the asset of an id, and lists
// none of that Email ID: the asset may be gone, or be kept from this token.
type RefusedIDError struct {
	ID  string
	Err error // the refusal, a *ConnectError
}

// Error implements error.
func (e *RefusedIDError) Error() string {
	return fmt.Sprintf("look for the asset %s in Webex Connect: %v", e.ID, e.Err)
}

// Unwrap returns the refusal.
func (e *RefusedIDError) Unwrap() error { return e.Err }
