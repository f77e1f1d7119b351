package prompt

import (
	"errors"
	"io"
	"strings"
	"testing"
	"testing/iotest"
)

// chunks are what a terminal sends, read by read.
type chunks []string

func (c *chunks) Read(p []byte) (int, error) {
	if len(*c) == 0 {
		return 0, io.ErrUnexpectedEOF
	}
	n := copy(p, (*c)[0])
	*c = (*c)[1:]
	return n, nil
}

func TestKeys(t *testing.T) {
	for name, test := range map[string]struct {
		sent chunks
		want string
		err  error
	}{
		"letters":                     {chunks{"dé", "sk\r"}, "désk\r", nil},
		"known keys":                  {chunks{"\x1b[A\x1bOB\x1b[3~\x1b[1~\x1b[4~"}, "\x1b[A\x1b[B\x1b[3~\x1b[H\x1b[F", nil},
		"unknown keys":                {chunks{"\x1b[1;5Ca\x1b[15~b\x1bOPc"}, "abc", nil},
		"a key in two reads":          {chunks{"\x1b", "[A", "\x1b[", "B", "\x1b[3", "~"}, "\x1b[A\x1b[B\x1b[3~", nil},
		"the Esc key":                 {chunks{"a\x1b", "Oslo"}, "aOslo", nil},
		"Esc Esc, then a key":         {chunks{"\x1b\x1b", "a", "\x1b\x1b[A"}, "a\x1b[A", nil},
		"Alt and a letter":            {chunks{"\x1bxa\x1b\rb"}, "a\rb", nil},
		"Alt and é":                   {chunks{"\x1bé"}, "é", nil},
		"a sequence broken by Ctrl-C": {chunks{"\x1b[1\x03"}, "\x03", nil},
		"Ctrl-D":                      {chunks{"ab\x04c"}, "ab", io.EOF},
		"a paste":                     {chunks{"\x1b[200~a\tb\r\nc\x04\x1b[A\x1b[24;80R\x1b[201~d\r"}, "a b  cd\r", nil},
		"a paste in two reads":        {chunks{"\x1b[200~a\n", "b\x1b[20", "1~\n"}, "a b\n", nil},
		"Ctrl-C in a paste":           {chunks{"\x1b[200~a\x03"}, "a\x03", nil},
		"a paste without an end":      {chunks{"\x1b[200~a", "\r"}, "a\r", nil},
		"a report nobody asked for":   {chunks{"a\x1b[24;80Rb"}, "ab", nil},
	} {
		t.Run(name, func(t *testing.T) {
			k := &keys{in: &test.sent, arrived: func() { t.Error("a report arrived") }}
			got, err := io.ReadAll(iotest.OneByteReader(k))
			if test.err == io.EOF {
				test.err = nil // as ReadAll has it
			} else {
				test.err = io.ErrUnexpectedEOF
			}
			if string(got) != test.want || err != test.err {
				t.Errorf("got %q, %v; want %q, %v", got, err, test.want, test.err)
			}
		})
	}
}

func TestKeysHandOverReportsFirst(t *testing.T) {
	arrived := 0
	k := &keys{in: &chunks{"typed R before\x1b[24;", "80Rbehind", "\x1b[1;9R"}, arrived: func() { arrived++ }}
	var got []string
	var p [64]byte
	for _, ask := range []int{1, 1, 0} {
		k.awaited += ask
		n, err := k.Read(p[:])
		if err != nil {
			t.Fatal(err)
		}
		got = append(got, string(p[:n]))
	}
	if want := "\x1b[24;80R|\x1b[1;9R|typed R beforebehind"; strings.Join(got, "|") != want || arrived != 2 {
		t.Errorf("got %q, %d arrived", got, arrived)
	}
}

func TestKeysAreInterruptedWhileAReportIsAwaited(t *testing.T) {
	k := &keys{in: &chunks{"a\x03"}, awaited: 1}
	if n, err := k.Read(make([]byte, 8)); n != 0 || err != ErrInterrupted {
		t.Errorf("got %d, %v", n, err)
	}
}

func TestScreen(t *testing.T) {
	for _, noColor := range []bool{false, true} {
		var out strings.Builder
		asked := 0
		s := &screen{out: &out, noColor: noColor, asked: func() { asked++ }}
		text := "\x1b[1;92m?\x1b[0m Name\n\x1b[6n\x1b[6n\x1b[2K"
		if n, err := io.WriteString(s, text); n != len(text) || err != nil {
			t.Errorf("wrote %d, %v", n, err)
		}
		want := map[bool]string{false: "\x1b[1;92m?\x1b[0m Name\r\n\x1b[6n\x1b[6n\x1b[2K", true: "? Name\r\n\x1b[6n\x1b[6n\x1b[2K"}[noColor]
		if out.String() != want || asked != 2 {
			t.Errorf("without colour %v: %q, asked %d times", noColor, out.String(), asked)
		}
	}
	broken := &screen{out: iotestWriter{}, asked: func() {}}
	if _, err := io.WriteString(broken, "a"); !errors.Is(err, io.ErrClosedPipe) {
		t.Errorf("got %v", err)
	}
}

type iotestWriter struct{}

func (iotestWriter) Write([]byte) (int, error) { return 0, io.ErrClosedPipe }
