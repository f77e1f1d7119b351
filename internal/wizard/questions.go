package wizard

import (
	"slices"
	"strings"

	"mailasset/internal/asset"
	"mailasset/internal/guide"
)

// questionIDs are the ids of the contract, except those of the form
// step.<id>.done.
var questionIDs = []string{
	"asset.name", "asset.email", "asset.login_id", "asset.forwarding_address",
	"connect.url", "connect.callback_url", "connect.region", "connect.organization_id",
	"google.user_type", "google.project_id", "google.create_project", "google.app_name", "google.support_email",
	"google.home_page", "google.privacy_policy", "google.publish", "google.client_json",
	"connect.form_same", "connect.generated", "token.replace", "forget.confirm", "forget.revoke", "export.overwrite", "check.send",
	"push.confirm", "push.adopt", "push.none_yet", "push.keep_token", "push.learn", "push.learn_incomplete",
}

// PlaceQuestion begins the ids of the questions where the Digital Asset API has
// a value; a key of the form follows.
const PlaceQuestion = "push.place."

// KnownQuestion reports whether a question of this id exists.
func KnownQuestion(id string) bool {
	if key, isPlace := strings.CutPrefix(id, PlaceQuestion); isPlace {
		return slices.Contains(asset.MappableKeys(), key)
	}
	step, isStep := strings.CutPrefix(id, "step.")
	if step, done := strings.CutSuffix(step, ".done"); isStep && done {
		return slices.Contains(guide.IDs(), step)
	}
	return slices.Contains(questionIDs, id)
}

// Questions lists the ids of all questions, in the order in which setup asks.
func Questions() []string {
	all := slices.Clone(questionIDs)
	for _, step := range guide.IDs() {
		all = append(all, "step."+step+".done")
	}
	return all
}
