package asset

import (
	"context"
	"maps"
	"slices"
	"sort"
	"strings"

	"mailasset/internal/secret"
)

// Certainty says how a place was recognised.
type Certainty string

// The certainties.
const (
	Exact  Certainty = "exact"  // the value stands there and nowhere else
	Unsure Certainty = "unsure" // the name of the place, or its kind, speaks for it
	Open   Certainty = "open"   // nothing does, or several places do
	Kept   Certainty = "kept"   // as Open, but an earlier mapping says where
)

// Recognised is one value of the form and where it seems to stand.
type Recognised struct {
	Key, Label string
	Path       Path // empty while open
	Value      string
	Secret     bool
	Certainty  Certainty
	Candidates []Path // of an open one: places with that very value
}

// Lesson is what an existing asset teaches about the API's names.
type Lesson struct {
	ID string // of the asset
	// Mapping is the proposal: not confirmed, and without what is open.
	Mapping *Mapping
	Fields  []Recognised // in the order of the form
	Unknown []Path       // places of the answer that nothing was made of
	// ListFailed is why the list of assets could not be read; nil where it was.
	ListFailed error

	leaves []leaf
}

// Learn reads an asset by the get operation of the mapping and recognises where
// the API has the values of the configuration. With an empty id the asset is
// looked for in the list. Only Operations of the mapping are used. Errors are
// *ConnectError, and *MappingError where the asset is not in the list.
func (a *ConnectAPI) Learn(ctx context.Context, c *Configuration, id string) (*Lesson, error) {
	m := &Mapping{Operations: a.Mapping.Operations, Fields: map[string]MappedField{}}
	lesson := &Lesson{Mapping: m}
	var inList Path
	if a.Lists() {
		got, err := a.call(ctx, request{act: actList, op: m.Operations.List, email: c.Asset.EmailID})
		if lesson.ListFailed = err; err == nil {
			m.Answer.Items, inList, id = learnList(got.document, c.Asset.EmailID, id)
		}
	}
	if id == "" {
		if lesson.ListFailed != nil {
			return nil, lesson.ListFailed
		}
		return nil, &MappingError{Reason: MappingMismatch, Missing: []string{"id"}}
	}
	got, err := a.call(ctx, request{act: actGet, op: m.Operations.Get, id: id})
	if err != nil {
		return nil, err
	}
	lesson.ID = id
	lesson.read(got.document, c, id, inList)
	return lesson, nil
}

// wrappers are the names under which APIs hand out an object beside code,
// description and transid.
var wrappers = []string{"data", "result", "response", "payload"}

// read recognises what it can in the answer of get.
func (l *Lesson) read(document any, c *Configuration, id string, inList Path) {
	answer := &l.Mapping.Answer
	if object, ok := document.(map[string]any); ok {
		for _, name := range wrappers {
			if _, wrapped := object[name].(map[string]any); wrapped {
				answer.Asset = Path{{name: name}}
				break
			}
		}
	}
	fields, _ := answer.Asset.in(document)
	l.leaves = leavesOf(fields)
	answer.ID = inList
	if _, there := inList.in(fields); !there || len(inList) == 0 {
		if i := slices.IndexFunc(l.leaves, func(f leaf) bool { return f.text == id }); i >= 0 {
			answer.ID = l.leaves[i].path
		}
	}
	for _, row := range c.Form() {
		if row.Direction != Filled {
			l.Fields = append(l.Fields, l.recognise(row))
		}
	}
	l.settle()
	l.tokenState()
	l.rest()
}

// recognise looks for the value of a row.
func (l *Lesson) recognise(row FormField) Recognised {
	r := Recognised{Key: row.Key, Label: row.Label, Value: row.Value, Secret: !row.Secret.Empty(), Certainty: Open}
	if row.Direction != Tick {
		for _, f := range l.leaves {
			same := row.Value != "" && sameText(row.Key, row.Value, f.text)
			if same || r.Secret && row.Secret.Equal(secret.New(f.text)) {
				r.Candidates = append(r.Candidates, f.path)
			}
		}
	}
	if len(r.Candidates) == 1 {
		r.Certainty = Exact
	}
	return r
}

// settle gives each value its place: first where the value tells, then where
// the names do.
func (l *Lesson) settle() {
	for i := range l.Fields {
		if r := &l.Fields[i]; r.Certainty == Exact {
			l.Choose(r.Key, r.Candidates[0], Exact)
		}
	}
	for i := range l.Fields {
		r := &l.Fields[i]
		if r.Certainty != Open {
			continue
		}
		candidates := r.Candidates
		if candidates == nil {
			candidates = l.byKind(r.Key)
		}
		if best, clear := bestNamed(r.Key, l.free(candidates)); clear {
			l.Choose(r.Key, best, Unsure)
		}
	}
	for i := range l.Fields {
		r := &l.Fields[i]
		r.Candidates = l.free(r.Candidates)
		if r.Certainty == Open && len(r.Candidates) == 1 {
			l.Choose(r.Key, r.Candidates[0], Unsure) // the others went elsewhere
		}
	}
}

// Choose gives a value its place, in the proposal too. Other values that could
// stand there lose it.
func (l *Lesson) Choose(key string, path Path, how Certainty) {
	i := slices.IndexFunc(l.Fields, func(r Recognised) bool { return r.Key == key })
	r := &l.Fields[i]
	at := slices.IndexFunc(l.leaves, func(f leaf) bool { return slices.Equal(f.path, path) })
	if at < 0 {
		return
	}
	stands := l.leaves[at]
	r.Path, r.Certainty, r.Candidates = path, how, nil
	f := MappedField{Path: path, Type: stands.kind}
	if !r.Secret && r.Value != "" && !sameText(key, r.Value, stands.text) && stands.text != "" && stands.kind == TypeString {
		f.Values = map[string]string{r.Value: stands.text}
	}
	if r.Value = stands.text; r.Secret {
		r.Value = ""
	}
	l.Mapping.Fields[key] = f
	for i := range l.Fields {
		if other := &l.Fields[i]; other.Certainty == Open {
			other.Candidates = l.free(other.Candidates)
		}
	}
}

// Keep takes over from an earlier mapping what the lesson leaves open, where no
// other value stands in that place. What was recognised goes before it.
func (l *Lesson) Keep(old *Mapping) {
	m := l.Mapping
	if !slices.Equal(old.Answer.Asset, m.Answer.Asset) {
		return // its places are counted from elsewhere
	}
	alone := *m
	alone.Fields = maps.Clone(m.Fields)
	fields, unknown := slices.Clone(l.Fields), slices.Clone(l.Unknown)
	for i := range l.Fields {
		l.keepField(&l.Fields[i], old)
	}
	for key, was := range old.Fields {
		if _, has := m.Fields[key]; !has && !l.asked(key) {
			m.Fields[key] = was // of a row that this asset does not have
		}
	}
	l.keepAnswer(old.Answer)
	for _, f := range old.Fixed {
		if !slices.ContainsFunc(m.Fixed, func(g FixedValue) bool { return slices.Equal(f.Path, g.Path) }) {
			m.Fixed = append(m.Fixed, f)
		}
	}
	if _, err := ParseMapping(m.Encode()); err != nil {
		*m, l.Fields, l.Unknown = alone, fields, unknown // the two do not go together
	}
}

// asked reports a value that this asset has.
func (l *Lesson) asked(key string) bool {
	return slices.ContainsFunc(l.Fields, func(r Recognised) bool { return r.Key == key })
}

// keepField keeps an open field, and of one that was recognised in its old place
// the API's words for other texts.
func (l *Lesson) keepField(r *Recognised, old *Mapping) {
	was, mapped := old.Fields[r.Key]
	now, has := l.Mapping.Fields[r.Key]
	switch {
	case !mapped:
	case has && slices.Equal(now.Path, was.Path):
		if now.Values = maps.Clone(now.Values); now.Values == nil && len(was.Values) > 0 {
			now.Values = map[string]string{}
		}
		for form, word := range was.Values {
			if now.Values[form] == "" {
				now.Values[form] = word
			}
		}
		l.Mapping.Fields[r.Key] = now
	case !has && (was.None || len(l.free([]Path{was.Path})) > 0):
		l.Mapping.Fields[r.Key] = was
		r.Path, r.Certainty, r.Candidates, r.Value = was.Path, Kept, nil, ""
		l.Unknown = slices.DeleteFunc(l.Unknown, func(p Path) bool { return slices.Equal(p, was.Path) })
	}
}

func (l *Lesson) keepAnswer(was AnswerMapping) {
	now := &l.Mapping.Answer
	if len(now.ID) == 0 {
		now.ID = was.ID
	}
	if l.ListFailed != nil {
		now.Items = was.Items
	}
	if was.HasTokenState && (!now.HasTokenState || slices.Equal(now.TokenState, was.TokenState)) {
		now.HasTokenState, now.TokenState, now.TokenValid = true, was.TokenState, was.TokenValid
	}
}

// free are the places that no value has.
func (l *Lesson) free(paths []Path) []Path {
	return slices.DeleteFunc(slices.Clone(paths), func(p Path) bool {
		return slices.ContainsFunc(l.Fields, func(r Recognised) bool { return slices.Equal(r.Path, p) })
	})
}

// byKind are the places where a value may stand in other words, or masked.
func (l *Lesson) byKind(key string) []Path {
	var fits func(leaf) bool
	switch key {
	case "authentication.reviewConsent", "authentication.sharedMailbox":
		fits = func(f leaf) bool { return f.kind == TypeBoolean || f.text == "true" || f.text == "false" }
	case "authentication.security":
		fits = func(f leaf) bool { return slices.Contains([]string{"ssl", "tls", "starttls"}, strings.ToLower(f.text)) }
	case "authentication.type":
		fits = func(f leaf) bool { return strings.HasPrefix(strings.ToLower(f.text), "oauth") }
	case "authentication.clientSecret":
		fits = func(f leaf) bool { return f.kind == TypeString }
	default:
		return nil
	}
	var all []Path
	for _, f := range l.leaves {
		if fits(f) {
			all = append(all, f.path)
		}
	}
	return all
}

// tokenState proposes the place that tells whether there are tokens.
func (l *Lesson) tokenState() {
	for _, f := range l.leaves {
		name := strings.ToLower(f.path.String())
		state := strings.Contains(name, "state") || strings.Contains(name, "status")
		if state && strings.Contains(name, "token") {
			l.Mapping.Answer.TokenState, l.Mapping.Answer.HasTokenState = f.path, true
			return
		}
	}
}

// selectors are the names by which an element of an array says what it is.
var selectors = []string{"name", "key", "type", "kind", "code"}

// rest names the places that nothing was made of. What says which element of an
// array a value stands in becomes a fixed value.
func (l *Lesson) rest() {
	m := l.Mapping
	for _, f := range l.leaves {
		used := slices.Equal(f.path, m.Answer.ID) || slices.Equal(f.path, m.Answer.TokenState) ||
			slices.ContainsFunc(l.Fields, func(r Recognised) bool {
				return slices.Equal(r.Path, f.path) || slices.ContainsFunc(r.Candidates, func(p Path) bool { return slices.Equal(p, f.path) })
			})
		switch {
		case used:
		case l.selects(f):
			m.Fixed = append(m.Fixed, FixedValue{f.path, f.text})
		default:
			l.Unknown = append(l.Unknown, f.path)
		}
	}
	// Not slices.SortFunc: it is compiled anew for each type, ten kilobytes here.
	sort.Slice(m.Fixed, func(i, j int) bool { return m.Fixed[i].Path.String() < m.Fixed[j].Path.String() })
}

// selects reports whether a value stands beside a recognised one in an element
// of an array, under a name that says what the element is.
func (l *Lesson) selects(f leaf) bool {
	n := len(f.path)
	if n < 2 || f.kind != TypeString || !f.path[n-2].isIndex || !slices.Contains(selectors, strings.ToLower(f.path[n-1].name)) {
		return false
	}
	return slices.ContainsFunc(l.Fields, func(r Recognised) bool {
		return len(r.Path) >= n && slices.Equal(r.Path[:n-1], f.path[:n-1])
	})
}
