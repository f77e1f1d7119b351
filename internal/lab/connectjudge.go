package lab

import (
	"net/http"
	"time"
)

// connectCalls is what the lab remembers of calls of the Digital Asset API to
// judge the next one by.
type connectCalls struct {
	limited  map[string]time.Time // when the operation was last answered 429
	tracking map[string]bool      // trackingid headers seen
}

// lookAgain is when asking for an asset's state anew is no retry any more.
const lookAgain = time.Minute

func operationOf(r *http.Request) string { return r.Method + " " + r.URL.Path }

// limited notes that the call was answered 429.
func (s *connectStore) limited(r *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.calls.limited[operationOf(r)] = s.world.now()
}

// looked notes that the state of the assets was seen: what comes now is no
// retry. The caller holds mu.
func (s *connectStore) looked() { clear(s.calls.limited) }

// judgeCall complains about what the platform lets pass and its documentation
// forbids: retrying after 429, a trackingid that is not unique.
func (l *Lab) judgeCall(r *http.Request) {
	s := l.tenant
	s.mu.Lock()
	defer s.mu.Unlock()
	operation := operationOf(r)
	at, limited := s.calls.limited[operation]
	if limited && (writes(r) || s.world.now().Sub(at) < lookAgain) {
		l.log.complain(operation + " was retried after 429")
	}
	delete(s.calls.limited, operation)
	id := r.Header.Get("trackingid")
	if id == "" {
		return
	}
	if s.calls.tracking[id] {
		l.log.complain("a trackingid was used twice")
	}
	s.calls.tracking[id] = true
}

// beginUpdate counts the updates of an asset that are under way, from the head
// of the request to its answer, and complains about the second; what it
// returns ends the update.
func (l *Lab) beginUpdate(r *http.Request) (end func()) {
	s := l.tenant
	s.mu.Lock()
	defer s.mu.Unlock()
	a := s.find(r.PathValue("id"))
	if a == nil || !writes(r) {
		return func() {}
	}
	if a.updating > 0 {
		l.log.complain("an asset was updated twice at the same time")
	}
	a.updating++
	return func() {
		s.mu.Lock()
		defer s.mu.Unlock()
		a.updating--
	}
}
