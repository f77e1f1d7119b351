package cli

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"mailasset/internal/asset"
	"mailasset/internal/msg"
	"mailasset/internal/oauth"
	"mailasset/internal/prompt"
	"mailasset/internal/session"
	"mailasset/internal/wizard"
)

// runLearn reads an asset, shows what was recognised, and writes the mapping
// once a person agreed.
func (o *pushOptions) runLearn(ctx context.Context, s *session.Session) error {
	api, err := o.teacher()
	if err != nil {
		return err
	}
	if err := o.reach(ctx, s, api); err != nil {
		return err
	}
	lesson, err := api.Learn(ctx, &o.config, o.ownID(s))
	if err != nil {
		return err
	}
	if err := o.askPlaces(ctx, lesson); err != nil {
		return err
	}
	lesson.Keep(api.Mapping)
	o.show(lesson)
	return o.keepLesson(ctx, lesson, api.Mapping.Confirmed)
}

// teacher is the API with the operations of the mapping that is there, else
// those of the template.
func (o *pushOptions) teacher() (*asset.ConnectAPI, error) {
	api, err := o.app.connectAPI(o.env, o.connectOptions, o.config.Asset.Region, "")
	var bad *asset.MappingError
	if !errors.As(err, &bad) || bad.Reason != asset.MappingAbsent {
		return api, err
	}
	template, err := asset.ParseMapping(asset.MappingTemplate())
	return &asset.ConnectAPI{Base: o.env.Endpoints.ConnectAPI, Mapping: template, HTTP: o.env.HTTP, Timeout: o.env.Timeout}, err
}

// placeQuestion is the id of the question where a value stands.
func placeQuestion(key string) string { return wizard.PlaceQuestion + key }

// askPlaces asks where a value stands that stands in several places. Without
// anybody to ask it stays open.
func (o *pushOptions) askPlaces(ctx context.Context, lesson *asset.Lesson) error {
	const open = "-"
	for _, f := range slices.Clone(lesson.Fields) {
		i := slices.IndexFunc(lesson.Fields, func(r asset.Recognised) bool { return r.Key == f.Key })
		places := lesson.Fields[i].Candidates // an answer takes places from the others
		if lesson.Fields[i].Certainty != asset.Open || len(places) == 0 {
			continue
		}
		q := prompt.Question{
			ID: placeQuestion(f.Key), Text: msg.AskPlace.In(o.app.lang, f.Label, f.Value),
			Choices: []prompt.Choice{{Value: open, Label: msg.PlaceOpen.In(o.app.lang)}},
		}
		for _, p := range places {
			q.Choices = append(q.Choices, prompt.Choice{Value: p.String(), Label: p.String()})
		}
		answer, err := o.env.Ask.Ask(ctx, q)
		var missing *prompt.MissingError
		switch {
		case errors.As(err, &missing), answer == open:
			continue
		case err != nil:
			return err
		}
		for _, p := range places {
			if p.String() == answer {
				lesson.Choose(f.Key, p, asset.Exact)
			}
		}
	}
	return nil
}

// show lists what was recognised, each value with its place.
func (o *pushOptions) show(l *asset.Lesson) {
	lang, m := o.app.lang, l.Mapping
	o.say(msg.LearnTitle, l.ID)
	words := map[asset.Certainty]msg.Text{asset.Exact: msg.LearnExact, asset.Unsure: msg.LearnUnsure, asset.Open: msg.LearnOpen, asset.Kept: msg.LearnKept}
	for _, f := range l.Fields {
		value, place := f.Value, f.Path.String()
		if f.Secret {
			value = msg.LearnSecret.In(lang)
		}
		if f.Certainty == asset.Kept {
			value = ""
		}
		if f.Certainty == asset.Open {
			place = "-"
			if len(f.Candidates) > 0 {
				place = msg.LearnCould.In(lang, joinPaths(f.Candidates))
			}
		}
		o.row("  %-8s %-32s %-32s %s", words[f.Certainty].In(lang), f.Key, place, oauth.Inert(value))
	}
	o.say(msg.LearnID, m.Answer.ID.String())
	if l.ListFailed != nil {
		o.say(msg.LearnNoList, o.wizard.Marks.Warn, l.ListFailed)
	} else if o.lists(l) {
		items := m.Answer.Items.String()
		if items == "" {
			items = msg.LearnTheAnswer.In(lang)
		}
		o.say(msg.LearnItems, items)
	}
	if m.Answer.HasTokenState {
		o.say(msg.LearnState, m.Answer.TokenState.String())
	}
	for _, f := range m.Fixed {
		o.say(msg.LearnFixed, f.Path.String(), f.Value)
	}
	if len(l.Unknown) > 0 {
		o.say(msg.LearnUnknown, joinPaths(l.Unknown))
	}
	o.say(msg.LearnAssumed, m.Operations.Update.String())
}

func (o *pushOptions) lists(l *asset.Lesson) bool {
	return l.Mapping.Operations.List != asset.Operation{}
}

func joinPaths(paths []asset.Path) string {
	texts := make([]string, len(paths))
	for i, p := range paths {
		texts[i] = p.String()
	}
	return strings.Join(texts, ", ")
}

// lessonQuestion asks about the proposal. One that is incomplete takes the place
// of a mapping that works only when that was asked by its own name.
func (o *pushOptions) lessonQuestion(path string, open []string, confirmed bool) prompt.Question {
	q := prompt.Question{ID: "push.learn", Text: msg.AskLearn.In(o.app.lang)}
	if _, err := asset.ReadMapping(path); !isAbsent(err) {
		q.Text = msg.AskLearnReplace.In(o.app.lang, path)
	}
	if len(open) > 0 {
		q.Text = msg.AskLearnIncomplete.In(o.app.lang, strings.Join(open, ", ")) + " " + q.Text
		if confirmed {
			q.ID = "push.learn_incomplete"
		}
	}
	return q
}

// keepLesson writes the proposal once a person agreed. It counts as confirmed
// when nothing that this asset needs is open.
func (o *pushOptions) keepLesson(ctx context.Context, l *asset.Lesson, confirmed bool) error {
	path := o.mappingPath(o.app, o.env.Endpoints)
	lacks := l.Mapping.Check(&o.config)
	var open *asset.MappingError
	_ = errors.As(lacks, &open)
	env := o.env
	env.Yes = false // somebody has to look
	question := o.lessonQuestion(path, missingOf(open), confirmed)
	agreed, err := env.Confirm(ctx, question)
	o.showUnasked(err, question.Text)
	if err != nil {
		return err
	}
	if !agreed {
		o.say(msg.NotLearned)
		return &wizard.StoppedError{Step: "push"}
	}
	l.Mapping.Confirmed = lacks == nil
	if err := asset.WriteMapping(path, l.Mapping); err != nil {
		return err
	}
	o.say(msg.Learned, o.wizard.Marks.Pass, path)
	if open != nil {
		o.say(msg.LearnedOpen, o.wizard.Marks.Warn, strings.Join(open.Missing, ", "))
	}
	if o.app.output == "json" {
		o.app.writeJSON(learned{o.name, path, l.Mapping.Confirmed, missingOf(open)})
		return nil
	}
	fmt.Fprintln(o.app.Out, path)
	return nil
}

// learned is what push --learn prints as JSON.
type learned struct {
	Asset     string   `json:"asset"`
	File      string   `json:"file"`
	Confirmed bool     `json:"confirmed"`
	Open      []string `json:"open"`
}

func missingOf(e *asset.MappingError) []string {
	if e == nil {
		return []string{}
	}
	return e.Missing
}

func isAbsent(err error) bool {
	var bad *asset.MappingError
	return errors.As(err, &bad) && bad.Reason == asset.MappingAbsent
}
