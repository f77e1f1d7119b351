//go:build linux || darwin || freebsd || netbsd || openbsd || dragonfly

package prompt

import (
	"os"

	"github.com/muesli/cancelreader"
	"golang.org/x/term"
)

// bracketed: these terminals can mark what is pasted.
const bracketed = true

func newInput(in *os.File) (input, error) { return cancelreader.NewReader(in) }

// quiet turns echo off and returns the state to restore.
func quiet(in *os.File) (*term.State, error) { return term.MakeRaw(int(in.Fd())) }
