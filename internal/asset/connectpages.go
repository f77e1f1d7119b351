package asset

import (
	"encoding/json"
	"maps"
	"slices"
	"strconv"
	"strings"
)

// Names by which lists say that they go on, in lower case and without what
// joins words. How the API's list does is not documented; a list that is taken
// for whole and is not would hide an asset, so all usual signs count.
var (
	// namesOfNext lead to the next page where they hold anything.
	namesOfNext = []string{"next", "nextpage", "nexturl", "nexturi", "nextlink", "nexthref", "nexttoken", "nextpagetoken", "nextcursor", "nextoffset", "nextmarker", "continuationtoken", "continuation"}
	// namesOfMore are true where more follows.
	namesOfMore = []string{"hasmore", "hasnext", "hasnextpage", "more", "moreavailable", "truncated", "istruncated", "partial", "incompleteresults"}
	// namesOfLast are false where more follows.
	namesOfLast = []string{"last", "islast", "lastpage", "islastpage"}
	// namesOfPages count pages.
	namesOfPages = []string{"pages", "totalpages", "totalpage", "pagecount", "pagestotal", "numberofpages", "lastpage"}
	// namesOfTotal count items.
	namesOfTotal = []string{"total", "totalcount", "totalitems", "totalelements", "totalrecords", "totalresults", "totalsize", "totalhits", "recordstotal", "recordcount", "itemcount", "count"}
)

// signOfMore is the place in the answer to a list which says that there are more
// assets than it has, "" where nothing does.
func signOfMore(got answer, items Path, listed int) string {
	for _, link := range got.header.Values("Link") {
		if next := strings.ToLower(strings.ReplaceAll(link, " ", "")); strings.Contains(next, `rel="next"`) || strings.Contains(next, "rel=next") {
			return "Link"
		}
	}
	if total, err := strconv.Atoi(got.header.Get("X-Total-Count")); err == nil && total > listed {
		return "X-Total-Count"
	}
	return moreIn(got.document, nil, items, listed)
}

// moreIn looks through the objects of an answer, but for the items themselves.
func moreIn(document any, at, items Path, listed int) string {
	if len(at) > maxPathDepth || slices.Equal(at, items) && len(items) > 0 {
		return ""
	}
	switch d := document.(type) {
	case []any:
		if len(at) == 0 {
			return "" // the items are the answer
		}
		for i, child := range d[:min(len(d), maxIndex+1)] {
			if sign := moreIn(child, append(slices.Clone(at), step{index: i, isIndex: true}), items, listed); sign != "" {
				return sign
			}
		}
	case map[string]any:
		if strings.EqualFold(scalarText(d["rel"]), "next") {
			return at.String()
		}
		for _, name := range slices.Sorted(maps.Keys(d)) {
			place := append(slices.Clone(at), step{name: name})
			if saysMore(name, d[name], listed) {
				return place.String()
			}
			if sign := moreIn(d[name], place, items, listed); sign != "" {
				return sign
			}
		}
	}
	return ""
}

var joins = strings.NewReplacer("_", "", "-", "", "@", "", "$", "", ".", "", " ", "")

// saysMore reports that a value of this name means that more follows.
func saysMore(name string, value any, listed int) bool {
	name = joins.Replace(strings.ToLower(name))
	text := scalarText(value)
	number, err := strconv.Atoi(text)
	counts := err == nil
	has := func(names []string) bool { return slices.Contains(names, name) }
	switch {
	case has(namesOfNext):
		return filled(value) && text != "0" && !strings.EqualFold(text, "false")
	case has(namesOfMore):
		return strings.EqualFold(text, "true") || counts && number > 0
	case has(namesOfLast) && strings.EqualFold(text, "false"):
		return true
	case has(namesOfPages):
		return counts && number > 1
	case has(namesOfTotal):
		return counts && number > listed
	}
	return false
}

// filled reports a value that holds something.
func filled(value any) bool {
	switch v := value.(type) {
	case map[string]any:
		return slices.ContainsFunc(slices.Collect(maps.Values(v)), filled)
	case []any:
		return slices.ContainsFunc(v, filled)
	case string:
		return strings.TrimSpace(v) != ""
	case bool, json.Number:
		return true
	}
	return false
}
