package prompt

import "context"

// Answers is the asker that knows answers given beforehand, in a file or by
// flags. The zero Answers answers nothing and asks nobody.
type Answers struct {
	// Values are the answers by question id: a choice by its Value or Label,
	// not by its number.
	Values map[string]string
	// Defaults takes a default that is not empty and valid without asking,
	// unless the question is a deliberate one.
	Defaults bool
	// Unattended takes it only where the question commits to nothing.
	Unattended bool
	// Next asks what is left; nil: nobody may be asked.
	Next Asker
}

// Ask implements [Asker].
func (a Answers) Ask(ctx context.Context, q Question) (string, error) {
	if err := ctx.Err(); err != nil {
		return "", err
	}
	if value, ok := a.Values[q.ID]; ok {
		answer, err := q.validate(Clean(value))
		if err != nil {
			return "", &InvalidError{ID: q.ID, Err: err}
		}
		return answer, nil
	}
	if takes := a.Defaults || a.Unattended && !q.Commits; takes && !q.Deliberate && q.Default != "" {
		if answer, err := q.validate(q.Default); err == nil {
			return answer, nil
		}
	}
	if a.Next == nil {
		e := &MissingError{IDs: []string{q.ID}}
		if q.Commits {
			e.Default = q.Default
		}
		return "", e
	}
	return a.Next.Ask(ctx, q)
}
