package wizard

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
)

// opener is a browser that notes what it is given.
func (g stage) opener(fails error) *[]string {
	opened := new([]string)
	g.w.Screen, g.w.Browse = true, func(_ context.Context, link string) error {
		*opened = append(*opened, link)
		return fails
	}
	return opened
}

// "open" opens the page of the step and asks again, in the menus and where an
// answer is typed.
func TestOpenOpensThePageOfTheStep(t *testing.T) {
	g := atTheForm(t, turns{"connect.generated": {"open", "yes"}, "step.connect.done": {"open", "yes"}})
	opened := g.opener(nil)
	must(t, g.connect(t))
	delete(g.s.Answers, "connect.callback_url")
	g.w.Ask, g.w.at = turns{"connect.callback_url": {"open", g.w.Endpoints.CallbackURL}}, "asset"
	must(t, step(t, g.w, "asset").Do(t.Context(), g.s))
	if want := slices.Repeat([]string{g.w.Endpoints.ConnectURL}, 3); !slices.Equal(*opened, want) {
		t.Errorf("opened %q, want %q", *opened, want)
	}
	if !saysInOrder(g.said.String(), "Step 1 of 11", "type: open", "type: different") || g.s.Answer("connect.callback_url") != g.w.Endpoints.CallbackURL {
		t.Errorf("it said\n%s", g.said)
	}
}

// Nothing is offered that cannot be done: no page without a browser, no answer
// where no question follows.
func TestNothingIsOfferedThatDoesNotFollow(t *testing.T) {
	g := atTheForm(t, turns{})
	for _, c := range g.w.offerPage(g.w.doneQuestion("connect"), g.s, "connect").Choices {
		if c.Value == "open" {
			t.Error("a page can be opened without a screen")
		}
	}
	g.opener(nil)
	for _, id := range []string{"asset", "client"} {
		must(t, g.w.show(g.s, id))
	}
	if said := g.said.String(); strings.Contains(said, "type: open") || strings.Contains(said, "type: different") {
		t.Errorf("everything was answered, and it said\n%s", g.said)
	}
}

func TestABrowserThatDoesNotOpenIsNoEnd(t *testing.T) {
	g := atTheForm(t, turns{"step.connect.done": {"open", "yes"}})
	g.opener(errors.New("no such program"))
	must(t, g.connect(t))
	if !strings.Contains(unwrapped(g.said.String()), "No browser opened (no such program)") {
		t.Errorf("it said\n%s", g.said)
	}
}
