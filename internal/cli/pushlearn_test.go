package cli

import (
	"path/filepath"
	"strings"
	"testing"

	"mailasset/internal/asset"
	"mailasset/internal/msg"
)

// A mapping that works gives way to an incomplete one only under a name of its
// own, and the question says that it is incomplete.
func TestTheQuestionAboutALesson(t *testing.T) {
	o := &pushOptions{app: &app{lang: msg.English}}
	absent, there := filepath.Join(t.TempDir(), "absent.yaml"), filepath.Join(t.TempDir(), "there.yaml")
	mapping, err := asset.ParseMapping(asset.MappingTemplate())
	if err != nil {
		t.Fatal(err)
	}
	if err := asset.WriteMapping(there, mapping); err != nil {
		t.Fatal(err)
	}
	open := []string{"fields.asset.name"}
	for name, tt := range map[string]struct {
		path      string
		open      []string
		confirmed bool
		id, says  string
	}{
		"new":                   {absent, nil, false, "push.learn", "used from now on"},
		"new, incomplete":       {absent, open, false, "push.learn", "open is fields.asset.name"},
		"instead":               {there, nil, true, "push.learn", "may it replace " + there},
		"instead, incomplete":   {there, open, false, "push.learn", "open is fields.asset.name"},
		"instead of one in use": {there, open, true, "push.learn_incomplete", "incomplete"},
	} {
		q := o.lessonQuestion(tt.path, tt.open, tt.confirmed)
		if q.ID != tt.id || !strings.Contains(q.Text, tt.says) {
			t.Errorf("%s: %s: %s", name, q.ID, q.Text)
		}
	}
}
