package sheet

import (
	"cmp"
	"net/url"

	"mailasset/internal/asset"
	"mailasset/internal/diagnose"
	"mailasset/internal/msg"
	"mailasset/internal/secret"
)

// Press is the direction of an item that is no row of the form: something to
// click.
const Press asset.Direction = "press"

// Item is one thing to do, in the user's language: a row of the form, or a click
// between two rows.
type Item struct {
	ID        string // stable: the key of the row, or "action." and a name
	Label     string // a form's own label is in English
	Direction asset.Direction
	Value     string        // "" where it is not known, or a secret
	Secret    secret.String // of a row that must stay hidden
	Note      string        // what to do, or to beware of; may be empty
	Page      string        // where it is done, when that is not the form
}

// Copyable reports whether there is a value to put on the clipboard.
func (i Item) Copyable() bool {
	return !i.Secret.Empty() || i.Value != "" && i.Direction != asset.Tick
}

// does says in a word what to do with the item.
func (i Item) does() msg.Text {
	if notes[i.ID] == msg.SheetChoose {
		return msg.SheetDirection("choose")
	}
	return msg.SheetDirection(string(i.Direction))
}

// clear is the value as it is pasted. It is called where somebody asked for it
// and nowhere else.
func (i Item) clear() string {
	if i.Secret.Empty() {
		return i.Value
	}
	return i.Secret.Reveal()
}

// items are the rows of the form and the clicks between them, in order.
func items(o Options) []Item {
	c, l := o.Config, list{o.Config, o.About, o.GmailSettings}
	var all []Item
	for _, row := range c.Form() {
		all = append(all, l.row(row))
		if row.Key == "authentication.reviewConsent" {
			all = append(all, l.press("generate-token", "Generate Token", l.generateNote()))
		}
	}
	return append(all,
		l.press("save", "Save", l.say(msg.SheetSave)),
		l.press("register", "Register To Webex Engage", l.say(msg.SheetRegister)),
		l.forward())
}

// list makes the items of one asset.
type list struct {
	config   *asset.Configuration
	about    diagnose.Context
	settings string // of a lab's Gmail
}

func (l list) say(t msg.Text, args ...any) string { return t.In(l.about.Lang, args...) }

func (l list) row(f asset.FormField) Item {
	return Item{ID: f.Key, Label: f.Label, Direction: f.Direction, Value: f.Value, Secret: f.Secret, Note: l.note(f)}
}

func (l list) press(id, label, note string) Item {
	return Item{ID: "action." + id, Label: label, Direction: Press, Note: note}
}

// notes of single rows; the others follow from the direction.
var notes = map[string]msg.Text{
	"authentication.type":     msg.SheetChoose,
	"authentication.security": msg.SheetChoose,
	"tokens.accessToken":      msg.SheetAccess,
	"tokens.refreshToken":     msg.SheetRefresh,
	"tokens.validity":         msg.SheetValidity,
}

func (l list) note(f asset.FormField) string {
	unknown := f.Value == "" && f.Secret.Empty()
	switch {
	case unknown && f.Direction == asset.Given:
		return l.say(msg.SheetUnknownGiven, l.about.Name)
	case unknown && f.Key == "authentication.smtpServer" && l.about.Foreign:
		return l.say(msg.SheetProviders)
	case unknown && f.Direction == asset.Typed:
		return l.say(msg.SheetUnknown, l.about.Name)
	case f.Direction == asset.Given:
		return l.say(msg.SheetCompare)
	case f.Direction == asset.Tick && f.Value == "false":
		return l.say(msg.SheetLeave)
	case f.Key == "authentication.reviewConsent":
		return l.say(msg.SheetReview)
	case f.Direction == asset.Tick:
		return l.say(msg.SheetTick)
	}
	return l.say(notes[f.Key])
}

// generateNote names the account, and warns of a token that would die.
func (l list) generateNote() string {
	note := l.say(msg.SheetGenerate, cmp.Or(l.config.Login(), l.say(msg.SheetTheMailbox)))
	if g := l.config.Google; g != nil && g.Publishing == "testing" {
		note = l.say(msg.SheetGenerateDies) + " " + note
	}
	return note
}

// forward is the last item: without it no customer's mail arrives
// (webex-connect.md section 2).
func (l list) forward() Item {
	i := l.press("forward", l.say(msg.SheetForwardLabel), l.say(msg.SheetForward, cmp.Or(l.config.Asset.EmailID, l.say(msg.SheetTheMailbox))))
	i.Value = l.config.Asset.ForwardingAddress
	settings := l.settings
	if !l.config.Lab && !l.about.Foreign {
		settings = "https://mail.google.com/mail/"
	}
	if settings != "" {
		i.Page = settings + "?authuser=" + url.QueryEscape(l.config.Asset.EmailID) + "#settings/fwdandpop"
	}
	return i
}
