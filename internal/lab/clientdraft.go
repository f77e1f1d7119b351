package lab

import "strings"

// uriRow is one input of a client form, with what the console says below it.
type uriRow struct {
	Value, Problem string
	New            bool // the row that "Add URI" just brought
}

// clientDraft is a client form as it was typed.
type clientDraft struct {
	Name               string
	Origins, Redirects []uriRow
}

func draftOf(c client) clientDraft {
	return clientDraft{Name: c.name, Origins: rows(c.origins), Redirects: rows(c.redirects)}
}

func rows(values []string) []uriRow {
	var all []uriRow
	for _, v := range values {
		all = append(all, uriRow{Value: v})
	}
	return all
}

// readDraft reads a client form. The two "Add URI" buttons look the same and
// add a row to one of two lists (facts/google.md section 5); rows that are still
// empty stay then, and do not count when the form is saved.
func readDraft(v *visit) (draft clientDraft, more bool) {
	action := v.PostFormValue("do")
	more = action == "add-origin" || action == "add-redirect"
	read := filled
	if more {
		read = trimmed
	}
	draft = clientDraft{Name: strings.TrimSpace(v.PostFormValue("name")), Origins: rows(read(v.PostForm["origin"])), Redirects: rows(read(v.PostForm["redirect"]))}
	switch action {
	case "add-origin":
		draft.Origins = append(draft.Origins, uriRow{New: true})
	case "add-redirect":
		draft.Redirects = append(draft.Redirects, uriRow{New: true})
	}
	return draft, more
}

func (d clientDraft) values() (origins, redirects []string) {
	for _, row := range d.Origins {
		origins = append(origins, row.Value)
	}
	for _, row := range d.Redirects {
		redirects = append(redirects, row.Value)
	}
	return origins, redirects
}

// check marks the rows that break a rule and returns what is wrong first.
func (d clientDraft) check() string {
	problem := ""
	if d.Name == "" {
		problem = "Name is required."
	}
	for _, list := range []struct {
		rows  []uriRow
		judge func(string) string
		kind  string
	}{{d.Origins, originProblem, "Invalid Origin: "}, {d.Redirects, redirectProblem, "Invalid Redirect: "}} {
		seen := map[string]bool{}
		for i, row := range list.rows {
			text := list.judge(row.Value)
			if text == "" && seen[row.Value] {
				text = "must not be given twice."
			}
			seen[row.Value] = true
			if text == "" {
				continue
			}
			list.rows[i].Problem = list.kind + text
			if problem == "" {
				problem = list.rows[i].Problem
			}
		}
	}
	return problem
}
