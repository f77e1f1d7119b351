package diagnose

import (
	"slices"
	"strings"
	"sync"

	"mailasset/internal/lazyregexp"
	"mailasset/internal/msg"
)

// ownCode finds a code of the catalog behind the word that this program writes
// before it, in a finding or in a document that is cut off.
var ownCode = lazyregexp.New(`(?i)(?:^|[\s{,"'])code["']?[ :]+["']?([a-z]+(?:-[a-z0-9]+)+)\b`)

// ownCodeIn reads a finding of this program, and a code alone.
func ownCodeIn(p pasted) error {
	if slices.Contains(Codes(), p.low) {
		return &NamedError{Code: p.low}
	}
	if len(p.objects) > 0 {
		return nil // a document says more than its first code
	}
	for _, m := range ownCode().FindAllStringSubmatch(p.text, 64) {
		if code := strings.ToLower(m[1]); slices.Contains(Codes(), code) {
			return &NamedError{Code: code}
		}
	}
	return nil
}

// lineStart is what stands before a finding: a mark, the name of a check, the
// word for an error.
var lineStart = lazyregexp.New(`^(?i)(?:[x!+?-] +|(?:fail|warn|unknown|error|fout|let op)\S* *:? +)*(?:[a-z]+\.[a-z]+ +)?(?:error|fout)?:? *`)

// ownTitleIn reads the first line of a finding whose code was not copied along.
func ownTitleIn(p pasted) error {
	const shortest, longest, lines = 16, 600, 200
	for _, line := range strings.SplitN(p.text, "\n", lines) {
		line = strings.Join(strings.Fields(lineStart().ReplaceAllString(line, "")), " ")
		if len(line) < shortest || len(line) > longest {
			continue
		}
		if code := titled(strings.TrimRight(line, ".")); code != "" {
			return &NamedError{Code: code}
		}
	}
	return nil
}

// titled returns the code whose title a line is, in either language, "" for
// none or more than one.
func titled(line string) string {
	found := ""
	for code, titles := range allTitles() {
		if !slices.ContainsFunc(titles, func(title string) bool { return fills(title, line) }) {
			continue
		}
		if found != "" {
			return ""
		}
		found = code
	}
	return found
}

// allTitles are the titles of every entry by its code. Few texts come this far.
var allTitles = sync.OnceValue(func() map[string][]string {
	all := map[string][]string{}
	for _, e := range catalog() {
		all[e.code] = e.titles()
	}
	return all
})

// titles are all the forms of an entry's title, with values still open.
func (e entry) titles() []string {
	var all []string
	for _, lang := range []msg.Lang{msg.English, msg.Dutch} {
		forms := []string{e.title.In(lang)}
		for name, p := range e.words {
			forms = spread(forms, "{"+name+"}", p, lang)
		}
		all = append(all, forms...)
	}
	return all
}

// spread puts every word of a phrase in its place.
func spread(forms []string, place string, p phrase, lang msg.Lang) []string {
	var all []string
	for _, form := range forms {
		if !strings.Contains(form, place) {
			all = append(all, form)
			continue
		}
		for _, text := range p.of {
			all = append(all, strings.ReplaceAll(form, place, text.In(lang)))
		}
		if p.other != (msg.Text{}) {
			all = append(all, strings.ReplaceAll(form, place, p.other.In(lang)))
		}
	}
	return all
}

// fills reports whether a line is a title with its values filled in. A title of
// which little is left without them says nothing.
func fills(title, line string) bool {
	const least = 16
	pieces := placeholder().Split(title, -1)
	if len(strings.Join(pieces, "")) < least || !strings.HasPrefix(line, pieces[0]) {
		return false
	}
	line = line[len(pieces[0]):]
	last := pieces[len(pieces)-1]
	if len(pieces) == 1 {
		return line == ""
	}
	for _, piece := range pieces[1 : len(pieces)-1] {
		_, after, found := strings.Cut(line, piece)
		if !found {
			return false
		}
		line = after
	}
	return len(line) > len(last) && strings.HasSuffix(line, last)
}
