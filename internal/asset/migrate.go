package asset

import (
	"strconv"
	"strings"
)

// migrations turn a document of the version that is their index into one of the
// next. They work on what was written, so that lines and unknown keys survive.
var migrations = [SchemaVersion]func(root *node){
	fromUnversioned,
}

// migrate brings a document to the version of this program's schema. Where that
// cannot be, it says why.
func migrate(root *node) (Problem, bool) {
	version, line := 0, 0
	if n := root.get("schemaVersion"); n != nil {
		_, line = root.at("schemaVersion")
		number, err := strconv.Atoi(n.text)
		if n.kind != numberNode || err != nil || number < 0 {
			return Problem{}, true // the schema refuses it
		}
		version = number
	}
	if version > SchemaVersion {
		return Problem{line, "schemaVersion", &ContentError{DefectVersion, strconv.Itoa(SchemaVersion)}}, false
	}
	for ; version < SchemaVersion; version++ {
		migrations[version](root)
	}
	return Problem{}, true
}

// fromUnversioned takes a file that was made by hand before there was a schema:
// it has no version, may hold the port as text, and no login id.
func fromUnversioned(root *node) {
	if len(root.members) == 0 {
		return // an empty document is not an old one
	}
	version := &node{kind: numberNode, text: "1", line: root.line}
	if root.get("schemaVersion") != nil {
		root.put("schemaVersion", version)
	} else {
		root.members = append([]member{{"schemaVersion", root.line, version}}, root.members...)
	}
	a := root.get("authentication")
	if a == nil || a.kind != objectNode {
		return
	}
	if port := a.get("port"); port != nil && port.kind == stringNode {
		if number, err := strconv.ParseUint(strings.TrimSpace(port.text), 10, 16); err == nil {
			port.kind, port.text = numberNode, strconv.FormatUint(number, 10)
		}
	}
	if a.get("loginId") == nil {
		a.put("loginId", &node{kind: nullNode, line: a.line})
	}
}
