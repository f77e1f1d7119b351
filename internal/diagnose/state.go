package diagnose

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"syscall"

	"mailasset/internal/msg"
	"mailasset/internal/session"
)

// onWindows reports whether an error number is one of those that Windows gives;
// on other systems the same numbers mean something else.
func onWindows(errno syscall.Errno, numbers ...syscall.Errno) bool {
	for _, n := range numbers {
		if runtime.GOOS == "windows" && errno == n {
			return true
		}
	}
	return false
}

// ofState judges what the system does with the files that this program writes.
var ofState verdict = func(err error) (string, facts) {
	if e, ok := find[session.LockedError](err); ok {
		seen := facts{"asset": e.Name}
		if e.PID > 0 {
			seen["pid"] = strconv.Itoa(e.PID)
		}
		return "state-locked", seen
	}
	if e, ok := find[session.ExposedError](err); ok {
		return "state-exposed", facts{"path": e.Path, "mode": fmt.Sprintf("%04o", e.Mode.Perm()), "quotedPath": quote(e.Path)}
	}
	if code, _ := ofFiles(err); code != "" || isLocal(err) || fromNetwork(err) {
		return "", nil
	}
	if code, _ := ofSMTP(err); code != "" {
		return "", nil
	}
	reason := systemReason(err)
	if reason == "absent" || reason == "other" {
		return "", nil
	}
	if e, ok := find[session.StateError](err); ok {
		return "state-unwritable", facts{"path": e.Path, "reason": reason, "act": e.Act}
	}
	path, wrote := written(err)
	if !wrote && reason != "full" && reason != "read-only" || reason == "system" {
		return "", nil
	}
	return "state-unwritable", facts{"path": path, "reason": reason}
}

// written names the file that could not be written, where the error is about
// writing: an unreadable certificate or a browser that may not be started are
// the system's refusals too.
func written(err error) (string, bool) {
	var link *os.LinkError
	var path *fs.PathError
	switch {
	case named(err, writing()) != "":
		return named(err, writing()), true
	case errors.As(err, &link) && link != nil:
		return link.New, true
	case !errors.As(err, &path) || path == nil:
		return "", false
	case strings.Contains(path.Path, tempMark):
		return filepath.Dir(path.Path), true
	}
	return path.Path, slices.Contains([]string{"write", "mkdir", "rename", "sync", "close", "chmod"}, path.Op)
}

// tempMark is in the name of a file of ours that is still being written.
const tempMark = ".mailasset-tmp-"

// quote makes a path one word for a shell.
func quote(path string) string {
	plain := func(r rune) bool {
		return r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || strings.ContainsRune("/._-+@%:,", r)
	}
	if path != "" && strings.Trim(path, "-") == path && strings.IndexFunc(path, func(r rune) bool { return !plain(r) }) < 0 {
		return path
	}
	return "'" + strings.ReplaceAll(path, "'", `'\''`) + "'"
}

// stateEntries are about what this program keeps on this machine.
var stateEntries = []entry{
	{
		code: "state-locked",
		take: ofState.is("state-locked"),
		title: msg.Text{
			En: "another run of this program is working on {asset}",
			Nl: "een andere run van dit programma is bezig met {asset}",
		},
		cause: msg.Text{
			En: "Only one at a time may change an asset. The other runs on this machine, perhaps in another window. {process}",
			Nl: "Er mag er maar één tegelijk een asset wijzigen. De andere draait op deze machine, misschien in een ander venster. {process}",
		},
		fix: []msg.Text{
			{
				En: "Finish or stop it there (Ctrl-C), then run {same} again. What was done is kept.",
				Nl: "Maak het daar af of stop het (Ctrl-C) en draai {same} opnieuw. Wat gedaan is, blijft bewaard.",
			},
			{
				En: "{leftover}",
				Nl: "{leftover}",
			},
		},
		words: lexicon{
			"process": {by: "pid", of: map[string]msg.Text{"": {}}, other: msg.Text{En: "It is process {pid}.", Nl: "Het is proces {pid}."}},
			"leftover": {by: "pid", of: map[string]msg.Text{"": {}}, other: msg.Text{
				En: "No window left? End it: `kill {pid}` (Windows: `taskkill /pid {pid}`). The lock goes with it.",
				Nl: "Geen venster meer? Sluit het af: `kill {pid}` (Windows: `taskkill /pid {pid}`). Het slot vervalt daarmee.",
			}},
		},
		who: WhoYou,
	},
	{
		code: "state-unwritable",
		take: ofState.is("state-unwritable"),
		title: msg.Text{
			En: "{path} cannot be {done}",
			Nl: "{path} is niet te {done}",
		},
		cause: msg.Text{
			En: "{why} The file is as it was before.",
			Nl: "{why} Het bestand is nog zoals het was.",
		},
		fix: []msg.Text{
			{En: "{remedy}", Nl: "{remedy}"},
			{
				En: "Run {same} again. It goes on where it stopped.",
				Nl: "Draai {same} opnieuw. Het gaat verder waar het stopte.",
			},
		},
		words: lexicon{
			"done": {by: "act", of: map[string]msg.Text{
				"read": {En: "read", Nl: "lezen"},
			}, other: msg.Text{En: "written", Nl: "schrijven"}},
			"why": {by: "reason", of: map[string]msg.Text{
				"full":         {En: "The disk is full, or your quota is used up.", Nl: "De schijf is vol, of je quotum is op."},
				"denied":       {En: "You have no permission for this file or its folder.", Nl: "Je hebt geen rechten op dit bestand of op de map."},
				"read-only":    {En: "The file system is mounted read-only.", Nl: "Het bestandssysteem is alleen-lezen aangekoppeld."},
				"not-a-folder": {En: "Part of its path is a file, not a folder.", Nl: "Een deel van het pad is een bestand, geen map."},
				"is-a-folder":  {En: "There is a folder of that name.", Nl: "Er is een map met die naam."},
			}, other: msg.Text{En: "The system refused.", Nl: "Het systeem weigerde."}},
			"remedy": {by: "reason", of: map[string]msg.Text{
				"full":   {En: "Make room: a few kilobytes are enough.", Nl: "Maak ruimte: een paar kilobyte is genoeg."},
				"denied": {En: "Give yourself the right to it, or use another folder with `--dir DIR` (for the configuration file: `--out FILE`).", Nl: "Geef jezelf er rechten op, of gebruik een andere map met `--dir MAP` (voor het configuratiebestand: `--out BESTAND`)."},
			}, other: msg.Text{
				En: "Use another folder with `--dir DIR` (for the configuration file: `--out FILE`).",
				Nl: "Gebruik een andere map met `--dir MAP` (voor het configuratiebestand: `--out BESTAND`).",
			}},
		},
		who: WhoYou,
	},
	{
		code: "state-exposed",
		take: ofState.is("state-exposed"),
		title: msg.Text{
			En: "others on this machine can read {path}",
			Nl: "anderen op deze machine kunnen {path} lezen",
		},
		cause: msg.Text{
			En: "Its mode is {mode}. It can hold the keys to the mailbox, so it is not used like this.",
			Nl: "De modus is {mode}. Er kunnen sleutels van de mailbox in staan, dus zo wordt het niet gebruikt.",
		},
		fix: []msg.Text{
			{
				En: "Run `chmod 600 {quotedPath}`, then {same} again.",
				Nl: "Draai `chmod 600 {quotedPath}` en daarna {same}.",
			},
			{
				En: "If others use this machine, mint new tokens as well: `mailasset token {name}`.",
				Nl: "Gebruiken anderen deze machine ook, maak dan nieuwe tokens: `mailasset token {name}`.",
			},
		},
		who: WhoYou,
	},
}
