package prompt

// suspend does nothing: Windows has no job control.
func suspend() {}

// onContinue does nothing: Windows has no job control.
func onContinue(func()) (end func()) { return func() {} }
