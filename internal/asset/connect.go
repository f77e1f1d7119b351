package asset

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptrace"
	"sync/atomic"
	"time"

	"mailasset/internal/secret"
)

// ConnectAPI speaks the Digital Asset API of Webex Connect (webex-connect.md
// section 3;
// https://developer.webex.com/webex-connect/docs/webex-connect-create-your-first-digital-asset).
//
// No request is ever made twice: the API's guide forbids that after a rate
// limit, and a request that was seen may have been carried out. What a failed
// one left behind, [ConnectAPI.Push] looks at.
type ConnectAPI struct {
	Base           string // without a slash at the end, such as [ConnectRegion.Base]
	OrganizationID string
	Token          secret.String // a Webex personal access token with the digital-asset scope
	Mapping        *Mapping
	HTTP           *http.Client
	Timeout        time.Duration // bound on each request, its answer read
	// TrackingID makes the id of one request; nil: [NewTrackingID].
	TrackingID func() string
}

// NewTrackingID makes an id for the trackingid header, unique for each request.
func NewTrackingID() string {
	id := make([]byte, 16)
	_, _ = rand.Read(id) // never fails since Go 1.24
	return "mailasset_" + hex.EncodeToString(id)
}

// The acts, as errors name them.
const (
	actCreate = "create the asset in Webex Connect"
	actUpdate = "update the asset in Webex Connect"
	actGet    = "read the asset in Webex Connect"
	actList   = "list the assets in Webex Connect"
)

// ConnectRequest is a request as it would be sent, its secrets masked.
type ConnectRequest struct {
	Method  string          `json:"method"`
	URL     string          `json:"url"`
	Headers []ConnectHeader `json:"headers"`
	Body    json.RawMessage `json:"body"`
}

// ConnectHeader is one header of a request.
type ConnectHeader struct {
	Name  string `json:"name"`
	Value string `json:"value"`
}

// Describe returns what Push would send for the asset, and sends nothing: update
// where it has an id, create where id is "". unique stands where each request
// has an id of its own. Secrets are masked, and need not be there.
func (a *ConnectAPI) Describe(c *Configuration, id, unique string) (ConnectRequest, error) {
	op := a.Mapping.Operations.Create
	if id != "" {
		op = a.Mapping.Operations.Update
	}
	body, err := a.Mapping.body(c, nil, false)
	if err != nil {
		return ConnectRequest{}, err
	}
	doc, err := encode(body)
	return ConnectRequest{
		Method: op.Method, URL: op.below(a.Base, id, c.Asset.EmailID), Body: doc,
		Headers: a.headers(fmt.Sprint(secret.New("token")), unique, true),
	}, err
}

// headers are those of the API's guide, in its order.
func (a *ConnectAPI) headers(token, tracking string, body bool) []ConnectHeader {
	headers := []ConnectHeader{
		{"Authorization", "Bearer " + token},
		{"x-organization-id", a.OrganizationID},
		{"Accept", "application/json"},
	}
	if body {
		headers = append(headers, ConnectHeader{"Content-Type", "application/json"})
	}
	return append(headers, ConnectHeader{"trackingid", tracking})
}

// request is one request to the API. A nil config has no body.
type request struct {
	act       string
	op        Operation
	id, email string
	config    *Configuration
	before    *ConnectAsset // that is updated
}

// answer is what came back: the whole document, and what every one carries.
type answer struct {
	document any
	header   http.Header
	ConnectReceipt
}

// call makes one request and reads its answer. Errors are *ConnectError, and
// *MappingError where no body can be made.
func (a *ConnectAPI) call(ctx context.Context, r request) (answer, error) {
	failed := &ConnectError{Act: r.act}
	failed.TrackingID = a.tracking()
	ctx, cancel := context.WithTimeout(ctx, a.Timeout)
	defer cancel()
	var sent atomic.Bool
	ctx = httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{WroteHeaders: func() { sent.Store(true) }})
	prepared, err := a.prepare(ctx, r, failed.TrackingID)
	if err != nil {
		return answer{}, err
	}
	client := *a.HTTP
	client.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse } // the token goes nowhere else
	response, err := client.Do(prepared)
	if err != nil {
		failed.Sent, failed.Err = sent.Load(), err
		return answer{}, failed
	}
	defer response.Body.Close()
	failed.Sent = true
	return a.read(response, r, failed)
}

func (a *ConnectAPI) prepare(ctx context.Context, r request, tracking string) (*http.Request, error) {
	var body io.Reader
	if r.config != nil {
		tree, err := a.Mapping.body(r.config, r.before, true)
		if err != nil {
			return nil, err
		}
		doc, err := encode(tree)
		if err != nil {
			return nil, fmt.Errorf("%s: write the body: %w", r.act, err)
		}
		body = bytes.NewReader(doc)
	}
	prepared, err := http.NewRequestWithContext(ctx, r.op.Method, r.op.below(a.Base, r.id, r.email), body)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", r.act, err)
	}
	prepared.GetBody = nil // what may have been seen is not sent again
	for _, h := range a.headers(a.Token.Reveal(), tracking, body != nil) {
		prepared.Header.Set(h.Name, h.Value)
	}
	return prepared, nil
}

func (a *ConnectAPI) tracking() string {
	if a.TrackingID == nil {
		return NewTrackingID()
	}
	return a.TrackingID()
}

// maxAnswer is far above any list of assets.
const maxAnswer = 4 << 20

// read reads an answer. What of it goes into an error is freed of the secrets
// that it may repeat.
func (a *ConnectAPI) read(response *http.Response, r request, failed *ConnectError) (answer, error) {
	failed.Status = response.StatusCode
	doc, err := io.ReadAll(io.LimitReader(response.Body, maxAnswer+1))
	switch {
	case err != nil:
		failed.Err = err
		return answer{}, failed
	case len(doc) > maxAnswer:
		failed.Err = ErrConnectTooLarge
		return answer{}, failed
	}
	got := answer{ConnectReceipt: failed.ConnectReceipt, header: response.Header}
	got.document, err = decodeAnswer(doc)
	if object, ok := got.document.(map[string]any); ok {
		known := new(secret.Redactor)
		known.Know("Webex token", a.Token)
		if r.config != nil {
			known.Know("client secret", r.config.Authentication.ClientSecret)
		}
		said := func(name string) string { return bounded(known.Redact(scalarText(object[name]))) }
		got.Code, got.Description, got.TransID = said("code"), said("description"), said("transid")
	}
	failed.ConnectReceipt = got.ConnectReceipt
	refused := response.StatusCode < 200 || response.StatusCode > 299
	if err != nil && !(refused && len(bytes.TrimSpace(doc)) == 0) { // a page is not Webex Connect's word
		failed.Err = err
	}
	if refused || failed.Err != nil {
		return answer{}, failed
	}
	return got, nil
}

// bounded keeps what a server says to a length that a line can hold.
func bounded(text string) string {
	const most = 500
	if runes := []rune(text); len(runes) > most {
		return string(runes[:most]) + "…"
	}
	return text
}

// decodeAnswer reads one JSON object or array. Numbers stay as they are
// written: an id may be longer than a float holds.
func decodeAnswer(doc []byte) (any, error) {
	decoder := json.NewDecoder(bytes.NewReader(doc))
	decoder.UseNumber()
	var document any
	if decoder.Decode(&document) != nil || decoder.Decode(new(any)) != io.EOF {
		return nil, ErrConnectGarbled
	}
	switch document.(type) {
	case map[string]any, []any:
		return document, nil
	}
	return nil, ErrConnectGarbled
}
