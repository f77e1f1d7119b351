package cli

import (
	"bytes"
	"encoding/json"
	"slices"

	"mailasset/internal/check"
	"mailasset/internal/diagnose"
)

// checkDocument is the contract's JSON of one asset's checks. Error is there
// where the asset could not be read: then there are none.
type checkDocument struct {
	Asset   string         `json:"asset"`
	Tier    string         `json:"tier"`
	Verdict check.Status   `json:"verdict"`
	Checks  []checkedLink  `json:"checks"`
	Error   map[string]any `json:"error,omitempty"`
}

// warns reports whether a check of it warns, whatever weighs more.
func (d checkDocument) warns() bool {
	return slices.ContainsFunc(d.Checks, func(c checkedLink) bool { return c.Status == check.Warn })
}

// checkedLink is one check; code to link are there when it found something.
type checkedLink struct {
	ID      string         `json:"id"`
	Status  check.Status   `json:"status"`
	Summary string         `json:"summary"`
	Code    string         `json:"code,omitempty"`
	Cause   string         `json:"cause,omitempty"`
	Fix     []string       `json:"fix,omitempty"`
	Who     string         `json:"who,omitempty"`
	Link    string         `json:"link,omitempty"`
	Facts   map[string]any `json:"facts,omitempty"`
	Millis  int64          `json:"millis"`
}

// document is the JSON of a target's last look.
func (o *checkOptions) document(t *target) checkDocument {
	d := checkDocument{Asset: t.name, Tier: o.tier, Verdict: check.Verdict(t.results), Checks: []checkedLink{}}
	if t.err != nil {
		d.Verdict = check.Unknown
		d.Error = errorDocument(redacted(diagnose.Explain(t.err, t.about), t.known.Redact))
	}
	for _, r := range t.results {
		d.Checks = append(d.Checks, o.link(r, t.about, t.known.Redact))
	}
	return d
}

func (o *checkOptions) link(r check.Result, about diagnose.Context, redact func(string) string) checkedLink {
	link := checkedLink{
		ID: r.ID, Status: r.Status, Summary: redact(r.Summary.In(o.app.lang)),
		Facts: redactedFacts(r.Facts, redact), Millis: r.Took.Milliseconds(),
	}
	if r.Err == nil {
		return link
	}
	f := redacted(diagnose.Explain(r.Err, about), redact)
	link.Code, link.Cause, link.Fix, link.Who, link.Link = f.Code, f.Cause, f.Fix, f.Who, f.Link
	for key, value := range f.Facts {
		if link.Facts == nil {
			link.Facts = map[string]any{}
		}
		if _, told := link.Facts[key]; !told {
			link.Facts[key] = redact(value)
		}
	}
	return link
}

// redactedFacts takes known secrets out of the facts, which hold what servers
// said in structures of any room: they are looked at as the JSON that they
// become, string by string. Facts that are no JSON are left out.
func redactedFacts(facts map[string]any, redact func(string) string) map[string]any {
	if facts == nil {
		return nil
	}
	doc, err := json.Marshal(facts)
	if err != nil {
		return nil
	}
	var plain map[string]any
	decoder := json.NewDecoder(bytes.NewReader(doc))
	decoder.UseNumber()
	if decoder.Decode(&plain) != nil {
		return nil
	}
	return eachString(plain, redact).(map[string]any)
}

// eachString replaces every string in a JSON value, keys included.
func eachString(value any, by func(string) string) any {
	switch v := value.(type) {
	case string:
		return by(v)
	case []any:
		for i := range v {
			v[i] = eachString(v[i], by)
		}
	case map[string]any:
		clean := make(map[string]any, len(v))
		for key, element := range v {
			clean[by(key)] = eachString(element, by)
		}
		return clean
	}
	return value
}

func (o *checkOptions) writeDocuments(documents []checkDocument) {
	if !o.several() {
		o.app.writeJSON(documents[0])
		return
	}
	o.app.writeJSON(documents)
}
