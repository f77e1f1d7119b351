package lazyregexp

import "testing"

func TestCompiledOnceAndOnlyWhenUsed(t *testing.T) {
	digits := New(`\d+`)
	if !digits().MatchString("a 12") || digits().MatchString("x") {
		t.Error("the expression does not match what it should")
	}
	if first := digits(); first != digits() {
		t.Error("compiled twice")
	}
	broken := New(`(`)
	defer func() {
		if recover() == nil {
			t.Error("a wrong expression does not panic when it is used")
		}
	}()
	broken()
}
