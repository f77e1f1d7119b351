package lab

import (
	"encoding/base64"
	"fmt"
	"html"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
)

const (
	defaultResults = 100 // users.messages.list, maxResults
	maxResults     = 500
	snippetLength  = 200
)

// listMessages is users.messages.list, newest first.
func (l *Lab) listMessages(w http.ResponseWriter, r *http.Request, a access) {
	q := r.URL.Query()
	if q.Has("q") && a.scope.has(scopeMetadata) { // whatever else was granted
		newAPIError(http.StatusForbidden, "PERMISSION_DENIED", "global", "forbidden", "Metadata scope does not support 'q' parameter").write(w)
		return
	}
	size, from, refused := paging(q)
	if refused != nil {
		refused.write(w)
		return
	}
	found := l.world.mailsOf(a.account)
	found = slices.DeleteFunc(found, func(m storedMail) bool { return !m.listed(q) || !m.matches(q.Get("q")) })
	slices.Reverse(found)
	answer := map[string]any{"resultSizeEstimate": len(found)}
	if from < len(found) {
		last := min(from+size, len(found))
		var list []map[string]string
		for _, m := range found[from:last] {
			list = append(list, map[string]string{"id": m.id, "threadId": m.id})
		}
		answer["messages"] = list
		if last < len(found) {
			answer["nextPageToken"] = strconv.Itoa(last)
		}
	}
	writeJSON(w, http.StatusOK, answer)
}

// paging reads how many results are wanted and from where on.
func paging(q url.Values) (size, from int, refused *apiError) {
	size = defaultResults
	var err error
	if v := q.Get("maxResults"); v != "" {
		if size, err = strconv.Atoi(v); err != nil || size < 0 {
			return 0, 0, invalidArgument("Invalid value at 'max_results' (TYPE_UINT32), " + strconv.Quote(v))
		}
	}
	if v := q.Get("pageToken"); v != "" {
		if from, err = strconv.Atoi(v); err != nil || from < 0 {
			return 0, 0, invalidArgument("Invalid pageToken")
		}
	}
	return min(size, maxResults), from, nil
}

// getMessage is users.messages.get.
func (l *Lab) getMessage(w http.ResponseWriter, r *http.Request, a access) {
	q := r.URL.Query()
	format := strings.ToLower(q.Get("format"))
	if format == "" {
		format = "full"
	}
	found := l.world.mailsOf(a.account)
	i := slices.IndexFunc(found, func(m storedMail) bool { return m.id == r.PathValue("id") })
	switch {
	case !slices.Contains([]string{"minimal", "metadata", "full", "raw"}, format):
		invalidArgument(fmt.Sprintf("Invalid value at 'format' (type.googleapis.com/gmail.api.v1.MessageFormat), %q", q.Get("format"))).write(w)
	case (format == "full" || format == "raw") && a.scope.has(scopeMetadata):
		newAPIError(http.StatusForbidden, "PERMISSION_DENIED", "global", "forbidden", "Metadata scope doesn't allow format "+strings.ToUpper(format)).write(w)
	case i < 0:
		noEntity().write(w)
	default:
		writeJSON(w, http.StatusOK, found[i].resource(format, q["metadataHeaders"]))
	}
}

// resource is the mail as users.messages.get shows it; wanted are the headers
// the format metadata is narrowed to.
func (m storedMail) resource(format string, wanted []string) map[string]any {
	raw := m.raw()
	answer := map[string]any{
		"id": m.id, "threadId": m.id, "labelIds": m.labels, "snippet": m.snippet(), "historyId": historyID,
		"internalDate": strconv.FormatInt(m.At.UnixMilli(), 10), "sizeEstimate": len(raw),
	}
	switch format {
	case "raw":
		answer["raw"] = base64.URLEncoding.EncodeToString([]byte(raw))
	case "full":
		answer["payload"] = newPart("", m.Header, m.Body)
	case "metadata":
		part := newPart("", m.Header, "")
		if len(wanted) > 0 {
			part.Headers = slices.DeleteFunc(part.Headers, func(f field) bool {
				return !slices.ContainsFunc(wanted, func(name string) bool { return strings.EqualFold(name, f.Name) })
			})
		}
		answer["payload"] = map[string]any{"mimeType": part.MimeType, "headers": part.Headers}
	}
	return answer
}

// snippet is the beginning of the text, escaped for HTML as Gmail's is.
func (m storedMail) snippet() string {
	text := []rune(strings.Join(strings.Fields(newPart("", m.Header, m.Body).text()), " "))
	return html.EscapeString(string(text[:min(len(text), snippetLength)]))
}

// listed reports whether the mail has the wanted labels. What lies in the
// trash is listed only for who asks for it.
func (m storedMail) listed(q url.Values) bool {
	wanted := scopes(q["labelIds"])
	if slices.Contains(m.labels, labelTrash) && q.Get("includeSpamTrash") != "true" && !wanted.has(labelTrash) &&
		!strings.Contains(q.Get("q"), "in:trash") && !strings.Contains(q.Get("q"), "in:anywhere") {
		return false
	}
	return scopes(m.labels).covers(wanted)
}

// matches reports whether the mail is what a search of Gmail asks for. An
// operator the lab does not know narrows nothing.
func (m storedMail) matches(search string) bool {
	for term := range strings.FieldsSeq(search) {
		operator, value, named := strings.Cut(term, ":")
		if !named {
			operator, value = "", term
		}
		if !m.matchesTerm(strings.ToLower(operator), strings.Trim(value, `"`)) {
			return false
		}
	}
	return true
}

func (m storedMail) matchesTerm(operator, value string) bool {
	holds := func(text string) bool { return strings.Contains(strings.ToLower(text), strings.ToLower(value)) }
	switch operator {
	case "rfc822msgid":
		return strings.EqualFold(strings.Trim(value, "<>"), strings.Trim(m.MessageID, "<>"))
	case "in", "label", "is":
		label := strings.ToUpper(value)
		known := slices.Contains([]string{labelInbox, labelSent, labelTrash, labelUnread}, label)
		return !known || slices.Contains(m.labels, label)
	case "from":
		return holds(m.header("From"))
	case "to":
		return holds(m.header("To"))
	case "subject":
		return holds(m.Subject)
	case "":
		return holds(m.Subject) || holds(newPart("", m.Header, m.Body).text())
	}
	return true
}
