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
		return "state-exposed", exposedFacts(e)
	}
	if e, ok := find[session.KeyringError](err); ok {
		return "state-unwritable", keyringFacts(e)
	}
	if code, _ := ofFiles(err); code != "" || isLocal(err) || fromNetwork(err) {
		return "", nil
	}
	if code, _ := ofSMTP(err); code != "" {
		return "", nil
	}
	reason := systemReason(err)
	if e, ok := find[session.StateError](err); ok && reason == "absent" && e.Act == "write" {
		return "state-unwritable", facts{"path": e.Path, "reason": "no-folder", "act": e.Act, "quotedPath": quote(filepath.Dir(e.Path))}
	}
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

// exposedFacts tells who else can read a file, in the way of the system: by its
// mode, or by the accounts on its list.
func exposedFacts(e *session.ExposedError) facts {
	if len(e.Readers) == 0 {
		seen := facts{"path": e.Path, "mode": fmt.Sprintf("%04o", e.Mode.Perm()), "quotedPath": quote(e.Path)}
		if e.Mode.IsDir() {
			seen["access"] = "write"
		}
		return seen
	}
	return facts{
		"path": e.Path, "readers": strings.Join(e.Readers, ", "), "self": e.Self,
		"remove": `"` + strings.Join(e.Readers, `" "`) + `"`,
	}
}

// keyringFacts tells why the keyring was of no use, and what the way out
// without it comes to.
func keyringFacts(e *session.KeyringError) facts {
	seen := facts{"store": "keyring", "asset": e.Name, "act": e.Act, "reason": "keyring", "without": "sign-in"}
	switch e.Act {
	case "remove":
		seen["without"] = "leave"
	case "keep":
		seen["without"] = "" // no file takes what is kept there
	}
	switch {
	case errors.Is(e.Err, session.ErrKeyringOff):
		seen["reason"], seen["without"] = "keyring-off", ""
	case errors.Is(e.Err, session.ErrKeyringSilent):
		seen["reason"] = "keyring-silent"
	case errors.Is(e.Err, session.ErrNoKeyring):
		seen["reason"] = "keyring-absent"
	case e.Err != nil:
		seen["answer"] = textOf(e.Err)
	}
	return seen
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

var unlockKeyring = msg.Text{
	En: "Unlock the keyring: Keychain Access on a Mac, Passwords and Keys or KWallet on Linux; Windows opens its own when you sign in.",
	Nl: "Ontgrendel de sleutelbos: Sleutelhangertoegang op een Mac, Wachtwoorden en sleutels of KWallet op Linux; Windows opent de zijne als je je aanmeldt.",
}

// stateEntries are about what this program keeps on this machine.
func stateEntries() []entry {
	return []entry{
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
				En: "{object} cannot be {done}",
				Nl: "{object} is niet te {done}",
			},
			cause: msg.Text{
				En: "{why} {before}",
				Nl: "{why} {before}",
			},
			fix: []msg.Text{
				{En: "{remedy}", Nl: "{remedy}"},
				{En: "{again}", Nl: "{again}"},
				{En: "{without}", Nl: "{without}"},
			},
			words: lexicon{
				"again": {by: "reason", of: map[string]msg.Text{"is-a-folder": {}}, other: msg.Text{
					En: "Run {same} again. It goes on where it stopped.",
					Nl: "Draai {same} opnieuw. Het gaat verder waar het stopte.",
				}},
				"object": {by: "store", of: map[string]msg.Text{"keyring": {
					En: "the entry of {asset} in this system's keyring",
					Nl: "het item van {asset} in de sleutelbos van dit systeem",
				}}, other: msg.Text{En: "{path}", Nl: "{path}"}},
				"before": {by: "reason", of: map[string]msg.Text{"keyring": {}, "keyring-off": {}, "keyring-silent": {}, "keyring-absent": {}, "no-folder": {}, "is-a-folder": {}, "not-a-folder": {}}, other: msg.Text{
					En: "The file is as it was before.",
					Nl: "Het bestand is nog zoals het was.",
				}},
				"without": {by: "without", of: map[string]msg.Text{
					"sign-in": {
						En: "Or do without the keyring: set MAILASSET_KEYRING=off in the environment, then give the client again and sign in with `mailasset setup {asset} --client-json FILE`. The secrets then lie in a file that only you can read.",
						Nl: "Of doe het zonder sleutelbos: zet MAILASSET_KEYRING=off in de omgeving, geef de client opnieuw op en meld je aan met `mailasset setup {asset} --client-json BESTAND`. De geheimen staan dan in een bestand dat alleen jij kunt lezen.",
					},
					"leave": {
						En: "Or leave the entry where it is: with MAILASSET_KEYRING=off in the environment, everything else is forgotten. Remove the entry mailasset in the keyring later.",
						Nl: "Of laat het item staan: met MAILASSET_KEYRING=off in de omgeving wordt al het andere vergeten. Verwijder het item mailasset later uit de sleutelbos.",
					},
				}},
				"done": {by: "act", of: map[string]msg.Text{
					"read":   {En: "read", Nl: "lezen"},
					"remove": {En: "removed", Nl: "verwijderen"},
				}, other: msg.Text{En: "written", Nl: "schrijven"}},
				"why": {by: "reason", of: map[string]msg.Text{
					"full":         {En: "The disk is full, or your quota is used up.", Nl: "De schijf is vol, of je quotum is op."},
					"denied":       {En: "You have no permission for this file or its folder.", Nl: "Je hebt geen rechten op dit bestand of op de map."},
					"read-only":    {En: "The file system is mounted read-only.", Nl: "Het bestandssysteem is alleen-lezen aangekoppeld."},
					"not-a-folder": {En: "Part of its path is a file, not a folder.", Nl: "Een deel van het pad is een bestand, geen map."},
					"is-a-folder":  {En: "There is a folder of that name.", Nl: "Er is een map met die naam."},
					"no-folder":    {En: "The folder that it belongs in is not there.", Nl: "De map waar het in hoort, is er niet."},

					"keyring":        {En: "It is locked, or refuses. Its words: {answer}", Nl: "De sleutelbos zit op slot of weigert. De melding: {answer}"},
					"keyring-silent": {En: "It did not answer in time. Often it is locked, and its question for the password waits in another window.", Nl: "De sleutelbos antwoordde niet op tijd. Vaak zit hij op slot en staat de vraag om het wachtwoord in een ander venster."},
					"keyring-absent": {En: "In this session there is no keyring, as over SSH or in a scheduled job.", Nl: "In deze sessie is er geen sleutelbos, zoals via SSH of in een geplande taak."},
					"keyring-off":    {En: "MAILASSET_KEYRING is off, so the keyring is not opened.", Nl: "MAILASSET_KEYRING staat op off, dus de sleutelbos gaat niet open."},
				}, other: msg.Text{En: "The system refused.", Nl: "Het systeem weigerde."}},
				"remedy": {by: "reason", of: map[string]msg.Text{
					"keyring":        unlockKeyring,
					"keyring-silent": unlockKeyring,
					"keyring-absent": {En: "Sign in to this computer's desktop as the same user, where the keyring is.", Nl: "Meld je als dezelfde gebruiker aan op het bureaublad van deze computer, waar de sleutelbos is."},
					"keyring-off":    {En: "Remove MAILASSET_KEYRING from the environment.", Nl: "Haal MAILASSET_KEYRING uit de omgeving."},

					"is-a-folder": {En: "Name a file in it, such as {path}/NAME.json.", Nl: "Noem een bestand erin, zoals {path}/NAAM.json."},
					"no-folder":   {En: "Make it with `mkdir -p {quotedPath}`, or name another file with `--out FILE`.", Nl: "Maak hem met `mkdir -p {quotedPath}`, of noem een ander bestand met `--out BESTAND`."},

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
				En: "others on this machine can {deed} {path}",
				Nl: "anderen op deze machine kunnen {path} {deed}",
			},
			cause: msg.Text{En: "{openness} {danger}", Nl: "{openness} {danger}"},
			fix: []msg.Text{
				{
					En: "{closing}",
					Nl: "{closing}",
				},
				{
					En: "If others use this machine, mint new tokens as well: `mailasset token {name}`.",
					Nl: "Gebruiken anderen deze machine ook, maak dan nieuwe tokens: `mailasset token {name}`.",
				},
			},
			words: lexicon{
				"deed": {by: "access", of: map[string]msg.Text{"": {En: "read", Nl: "lezen"}}, other: msg.Text{En: "change", Nl: "wijzigen"}},
				"danger": {by: "access", of: map[string]msg.Text{"": {
					En: "It can hold the keys to the mailbox, so it is not used like this.",
					Nl: "Er kunnen sleutels van de mailbox in staan, dus zo wordt het niet gebruikt.",
				}}, other: msg.Text{
					En: "Whoever writes there can put other files in the place of those with the keys to the mailbox, so it is not used like this.",
					Nl: "Wie erin schrijft, kan de bestanden met de sleutels van de mailbox door andere vervangen, dus zo wordt de map niet gebruikt.",
				}},
				"openness": {by: "readers", of: map[string]msg.Text{"": {En: "Its mode is {mode}.", Nl: "De modus is {mode}."}}, other: msg.Text{
					En: "Its permissions let {readers} read it.", Nl: "Volgens de machtigingen mogen {readers} het lezen.",
				}},
				"closing": {by: "readers", of: map[string]msg.Text{"": {
					En: "Run `{chmod} {quotedPath}`, then {same} again.",
					Nl: "Draai `{chmod} {quotedPath}` en daarna {same}.",
				}}, other: msg.Text{
					En: "Run `icacls \"{path}\" /inheritance:r /remove:g {remove} /grant:r \"{self}:F\"`, then {same} again.",
					Nl: "Draai `icacls \"{path}\" /inheritance:r /remove:g {remove} /grant:r \"{self}:F\"` en daarna {same}.",
				}},
			},
			who: WhoYou,
		},
	}
}
