package check

import (
	"cmp"
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"strings"
	"time"

	"mailasset/internal/google"
	"mailasset/internal/mail"
	"mailasset/internal/msg"
	"mailasset/internal/secret"
)

// sendEcho sends one mail from the asset to itself and looks for it in the
// mailbox. Where the mailbox cannot be looked into, none is sent.
func (r *run) sendEcho(ctx context.Context) Result {
	switch {
	case r.Foreign:
		return Result{Status: Skip, Summary: msg.CheckIdentityForeign.Line()}
	case r.Config.SharedMailbox():
		return Result{Status: Skip, Summary: msg.CheckOtherMailbox.Line(r.Config.Login())}
	case !r.options.MaySend:
		return Result{Status: Skip, Summary: msg.CheckMayNotSend.Line()}
	}
	token, none := r.withToken(ctx)
	if none.Status != "" {
		return none
	}
	server, lacks := r.server()
	if lacks != "" {
		return lacking(lacks)
	}
	letter := r.letter()
	report, err := r.prober().Send(ctx, server, r.Config.Authentication.Username, token, letter)
	facts := map[string]any{"messageId": letter.ID, "send": report}
	if err != nil {
		return Result{Status: smtpStatus(err), Summary: msg.CheckSendRefused.Line(server.String()), Err: r.clock.compared(err), Facts: facts}
	}
	taken := r.Now()
	err = r.lookFor(ctx, token, letter.ID)
	waited := r.Now().Sub(taken)
	switch {
	case err == nil:
		facts["foundAfterMillis"] = waited.Milliseconds()
		return Result{Status: Pass, Summary: msg.CheckEchoGood.Line(msg.Span(tenths(waited))), Facts: facts}
	case !errors.Is(err, errNotThere):
		return Result{Status: tokenStatus(err), Summary: msg.CheckEchoUnread.Line(), Err: err, Facts: facts}
	}
	return Result{
		Status: Unknown, Summary: msg.CheckEchoLost.Line(msg.Span(tenths(waited))),
		Err: &EchoError{MessageID: letter.ID, Waited: waited}, Facts: facts,
	}
}

// tenths rounds a length of time to what a person reads.
func tenths(d time.Duration) time.Duration {
	return max(d.Round(100*time.Millisecond), 100*time.Millisecond)
}

// letter is the mail: it says what it is to whoever finds it, also behind the
// forwarding, and holds nothing else.
func (r *run) letter() mail.Message {
	address := r.Config.Asset.EmailID
	_, domain, _ := strings.Cut(address, "@")
	random := make([]byte, 16)
	_, _ = rand.Read(random) // never fails since Go 1.24
	return mail.Message{
		From: address, To: address, Date: r.Now(),
		ID:      "mailasset-check-" + hex.EncodeToString(random) + "@" + domain,
		Subject: msg.EchoSubject.In(r.options.Lang),
		Text:    msg.EchoText.In(r.options.Lang, address),
	}
}

// errNotThere says that the mailbox was looked into and did not hold the mail.
var errNotThere = errors.New("look for the mail: it is not there")

// lookFor looks for a mail until it is there, and gives up at the bound with
// what the last look that was answered told. What Gmail refuses for good ends it
// at once.
func (r *run) lookFor(ctx context.Context, token secret.String, id string) error {
	bounded, cancel := context.WithTimeout(ctx, r.Timeout)
	defer cancel()
	var last error // nil: no look came to an end yet
	for attempt := 0; ; attempt++ {
		there, err := r.gmail().HasMessage(bounded, token, id)
		switch {
		case err == nil && there:
			return nil
		case err == nil:
			last = errNotThere
		case bounded.Err() != nil:
			return cmp.Or(last, err) // the look was cut off, not refused
		case !isTransient(err):
			return err
		default:
			last = err
		}
		if google.Backoff(bounded, attempt) != nil {
			return last
		}
	}
}
