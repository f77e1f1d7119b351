package lab

import (
	"encoding/base64"
	"errors"
	"io"
	"mime"
	"mime/multipart"
	"mime/quotedprintable"
	"slices"
	"sort"
	"strconv"
	"strings"
)

// part is a MessagePart of the Gmail API: a mail, or one part of it.
type part struct {
	PartID   string   `json:"partId"`
	MimeType string   `json:"mimeType"`
	Filename string   `json:"filename"`
	Headers  []field  `json:"headers"`
	Body     partBody `json:"body"`
	Parts    []part   `json:"parts,omitempty"`
}

// partBody is what a part holds, without its transfer encoding.
type partBody struct {
	Size int    `json:"size"`
	Data string `json:"data,omitempty"` // base64url
}

// newPart takes a part apart. What cannot be read stays as it came.
func newPart(id string, header []field, body string) part {
	p := part{PartID: id, MimeType: "text/plain", Headers: slices.Clone(header)}
	of := message{Header: header}
	kind, parameters, err := mime.ParseMediaType(of.header("Content-Type"))
	if err == nil {
		p.MimeType = kind
	}
	if _, disposition, err := mime.ParseMediaType(of.header("Content-Disposition")); err == nil {
		p.Filename = disposition["filename"]
	}
	if boundary := parameters["boundary"]; strings.HasPrefix(kind, "multipart/") && boundary != "" {
		p.Parts = subparts(id, boundary, body)
		return p
	}
	data := withoutTransferEncoding(of.header("Content-Transfer-Encoding"), body)
	p.Body = partBody{Size: len(data), Data: base64.URLEncoding.EncodeToString([]byte(data))}
	return p
}

// subparts numbers its parts the way Gmail does: 0, 1, and 0.0 inside 0.
func subparts(id, boundary, body string) []part {
	if id != "" {
		id += "."
	}
	var parts []part
	for reader := multipart.NewReader(strings.NewReader(body), boundary); ; {
		raw, err := reader.NextRawPart()
		if err != nil {
			return parts
		}
		content, err := io.ReadAll(raw)
		if err != nil && !errors.Is(err, io.ErrUnexpectedEOF) {
			return parts
		}
		var header []field
		for name, values := range raw.Header {
			header = append(header, field{name, values[0]})
		}
		sort.Slice(header, func(i, j int) bool { return header[i].Name < header[j].Name })
		parts = append(parts, newPart(id+strconv.Itoa(len(parts)), header, string(content)))
	}
}

func withoutTransferEncoding(encoding, body string) string {
	var r io.Reader
	switch strings.ToLower(encoding) {
	case "base64":
		r = base64.NewDecoder(base64.StdEncoding, strings.NewReader(body))
	case "quoted-printable":
		r = quotedprintable.NewReader(strings.NewReader(body))
	default:
		return body
	}
	if data, err := io.ReadAll(r); err == nil {
		return string(data)
	}
	return body
}

// text is the first plain text in the part.
func (p part) text() string {
	if p.MimeType == "text/plain" {
		data, _ := base64.URLEncoding.DecodeString(p.Body.Data) // newPart wrote it
		return string(data)
	}
	for _, each := range p.Parts {
		if text := each.text(); text != "" {
			return text
		}
	}
	return ""
}
