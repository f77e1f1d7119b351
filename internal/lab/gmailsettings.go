package lab

import (
	"net/http"
	"strings"
)

// getAutoForwarding is users.settings.getAutoForwarding. What a mailbox would
// do is told only while it does it.
func (l *Lab) getAutoForwarding(w http.ResponseWriter, _ *http.Request, a access) {
	seen := l.world.seenForwarding(a.account)
	answer := map[string]any{"enabled": seen.enabled}
	if seen.enabled {
		answer["emailAddress"], answer["disposition"] = seen.address, seen.disposition
	}
	writeJSON(w, http.StatusOK, answer)
}

// listForwardingAddresses is users.settings.forwardingAddresses.list.
func (l *Lab) listForwardingAddresses(w http.ResponseWriter, _ *http.Request, a access) {
	answer := map[string]any{}
	var list []map[string]string
	for _, each := range l.world.seenForwarding(a.account).addresses {
		list = append(list, each.resource())
	}
	if len(list) > 0 { // Google leaves empty lists out
		answer["forwardingAddresses"] = list
	}
	writeJSON(w, http.StatusOK, answer)
}

// getForwardingAddress is users.settings.forwardingAddresses.get.
func (l *Lab) getForwardingAddress(w http.ResponseWriter, r *http.Request, a access) {
	if found := l.world.seenForwarding(a.account).find(r.PathValue("address")); found != nil {
		writeJSON(w, http.StatusOK, found.resource())
		return
	}
	noEntity().write(w)
}

func (a forwardingAddress) resource() map[string]string {
	return map[string]string{"forwardingEmail": a.address, "verificationStatus": a.status()}
}

// sendAs is the one address an account of the lab sends as: its own.
func sendAs(account string) map[string]any {
	return map[string]any{
		"sendAsEmail": account, "displayName": "", "replyToAddress": "", "signature": "", "isPrimary": true, "isDefault": true,
	}
}

// listSendAs is users.settings.sendAs.list.
func (l *Lab) listSendAs(w http.ResponseWriter, _ *http.Request, a access) {
	writeJSON(w, http.StatusOK, map[string]any{"sendAs": []any{sendAs(a.account)}})
}

// getSendAs is users.settings.sendAs.get.
func (l *Lab) getSendAs(w http.ResponseWriter, r *http.Request, a access) {
	if !strings.EqualFold(r.PathValue("address"), a.account) {
		noEntity().write(w)
		return
	}
	writeJSON(w, http.StatusOK, sendAs(a.account))
}

// refuseWrite answers what only a service account with domain-wide delegation
// may change: a client of a person's consent gets no further with the scope
// than without (facts/google.md 7.2).
func refuseWrite(w http.ResponseWriter, _ *http.Request, _ access) {
	newAPIError(http.StatusForbidden, "PERMISSION_DENIED", "global", "forbidden",
		"Access restricted to service accounts that have been delegated domain-wide authority").write(w)
}

func noEntity() *apiError {
	return newAPIError(http.StatusNotFound, "NOT_FOUND", "global", "notFound", "Requested entity was not found.")
}
