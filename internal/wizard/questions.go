package wizard

import (
	"context"
	"slices"
	"strings"

	"mailasset/internal/asset"
	"mailasset/internal/guide"
	"mailasset/internal/prompt"
)

// questionIDs are the ids of the contract, except those of the form
// step.<id>.done.
var questionIDs = []string{
	"asset.name", "asset.email", "asset.login_id", "asset.forwarding_address",
	"connect.url", "connect.callback_url", "connect.region", "connect.organization_id",
	"google.user_type", "google.project_id", "google.create_project", "google.app_name", "google.support_email",
	"google.home_page", "google.privacy_policy", "google.publish", "google.client_json",
	"client.other_project", "connect.form_same", "connect.generated", "token.replace", "token.retry", "explain.text", "forget.confirm", "forget.revoke", "export.overwrite", "check.send",
	"push.confirm", "push.adopt", "push.none_yet", "push.keep_token", "push.learn", "push.learn_incomplete",
}

// PlaceQuestion begins the ids of the questions where the Digital Asset API has
// a value; a key of the form follows.
const PlaceQuestion = "push.place."

// statedSteps are the steps that a person says are done. Of the others the program
// sees it.
func statedSteps() []string {
	seen := []string{"asset", "client", "tokens", "proof"}
	return slices.DeleteFunc(guide.IDs(), func(id string) bool { return slices.Contains(seen, id) })
}

// KnownQuestion reports whether a question of this id exists.
func KnownQuestion(id string) bool {
	if key, isPlace := strings.CutPrefix(id, PlaceQuestion); isPlace {
		return slices.Contains(asset.MappableKeys(), key)
	}
	step, isStep := strings.CutPrefix(id, "step.")
	if step, done := strings.CutSuffix(step, ".done"); isStep && done {
		return slices.Contains(statedSteps(), step)
	}
	return slices.Contains(questionIDs, id)
}

// Questions lists the ids of all questions, in the order in which setup asks.
func Questions() []string {
	all := slices.Clone(questionIDs)
	for _, step := range statedSteps() {
		all = append(all, "step."+step+".done")
	}
	return all
}

// CheckGiven holds the answers given beforehand against the choices there are,
// before the first step: a wrong one would else be found after a project was
// made. Errors are *prompt.InvalidError.
func (w *Wizard) CheckGiven(ctx context.Context) error {
	questions := []prompt.Question{w.userTypeQuestion(), w.publishQuestion(), w.createQuestion(""), w.formSameQuestion(), w.generatedQuestion()}
	for _, id := range statedSteps() {
		questions = append(questions, w.doneQuestion(id))
	}
	for _, q := range questions {
		if _, given := w.Given[q.ID]; !given {
			continue
		}
		if _, err := (prompt.Answers{Values: w.Given}).Ask(ctx, q); err != nil {
			return err
		}
	}
	return nil
}
