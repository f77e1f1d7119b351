package lab

import (
	"net/http"
	"time"
)

// The canonical codes an operation fails with (google.rpc.Code).
const (
	codeAlreadyExists      = 6
	codeResourceExhausted  = 8
	codeFailedPrecondition = 9
)

// rpcStatus is google.rpc.Status: the error inside an operation, which itself
// is answered with HTTP 200 (facts/google.md 6.1).
type rpcStatus struct {
	Code    int    `json:"code"`
	Message string `json:"message"`
	Details []any  `json:"details,omitempty"`
}

// The detail messages of google.rpc that go with an error.
type errorInfo struct {
	Type     string            `json:"@type"`
	Reason   string            `json:"reason"`
	Domain   string            `json:"domain"`
	Metadata map[string]string `json:"metadata,omitempty"`
}

type preconditionFailure struct {
	Type       string      `json:"@type"`
	Violations []violation `json:"violations"`
}

type badFields struct {
	Type       string      `json:"@type"`
	Violations []violation `json:"fieldViolations"`
}

type violation struct {
	Type        string `json:"type,omitempty"`
	Subject     string `json:"subject,omitempty"`
	Field       string `json:"field,omitempty"`
	Description string `json:"description,omitempty"`
}

func newErrorInfo(reason, domain string, metadata map[string]string) errorInfo {
	return errorInfo{"type.googleapis.com/google.rpc.ErrorInfo", reason, domain, metadata}
}

func newPrecondition(v violation) preconditionFailure {
	return preconditionFailure{"type.googleapis.com/google.rpc.PreconditionFailure", []violation{v}}
}

// termsStatus is the failure of whoever has not accepted the terms of service.
func termsStatus() *rpcStatus {
	return &rpcStatus{Code: codeFailedPrecondition, Message: "Callers must accept Terms of Service",
		Details: []any{newPrecondition(violation{Type: "TOS", Subject: "type.googleapis.com", Description: "Callers must accept Terms of Service"})}}
}

const (
	// operationPolls is how often an operation is looked at before it is done.
	operationPolls = 2
	// operationTime is when it is done even if nobody looks: a client may wait
	// for the project itself.
	operationTime = 2 * time.Second
)

// operation is a long-running operation: work that is done at a later look.
type operation struct {
	name, account string
	metadata      any
	polls         int
	due           time.Time
	finish        func() (response any, failed *rpcStatus) // is called once, with the world locked

	done     bool
	response any
	failed   *rpcStatus
}

// operationAnswer is an operation as the APIs answer it.
type operationAnswer struct {
	Name     string     `json:"name"`
	Metadata any        `json:"metadata,omitempty"`
	Done     bool       `json:"done,omitempty"`
	Error    *rpcStatus `json:"error,omitempty"`
	Response any        `json:"response,omitempty"`
}

func (o *operation) answer() operationAnswer {
	return operationAnswer{Name: o.name, Metadata: o.metadata, Done: o.done, Error: o.failed, Response: o.response}
}

func (o *operation) complete() {
	if !o.done {
		o.done = true
		o.response, o.failed = o.finish()
	}
}

// begin starts an operation. The caller holds mu.
func (w *world) begin(prefix, account string, metadata any, finish func() (any, *rpcStatus)) operationAnswer {
	o := &operation{name: "operations/" + prefix + w.random.text(19, digits), account: account, metadata: metadata,
		polls: operationPolls, due: w.now().Add(operationTime), finish: finish}
	w.operations[o.name] = o
	return o.answer()
}

// settle completes what is due. The caller holds mu; every answer that shows
// projects or services begins with it.
func (w *world) settle() {
	for _, o := range w.operations {
		if !w.now().Before(o.due) {
			o.complete()
		}
	}
}

// operation answers operations.get of both APIs.
func (l *Lab) operation(r *http.Request, a access) (any, *apiError) {
	l.world.mu.Lock()
	defer l.world.mu.Unlock()
	l.world.settle()
	o := l.world.operations["operations/"+r.PathValue("id")]
	if o == nil || o.account != a.account {
		return nil, newAPIError(http.StatusNotFound, "NOT_FOUND", "global", "notFound", "Requested entity was not found.")
	}
	if o.polls--; o.polls <= 0 {
		o.complete()
	}
	return o.answer(), nil
}
