package model

// MappingTrial says what a mapping would have made of the last messages of a
// connection.
type MappingTrial struct {
	Receipts int      // verified messages that were judged again
	Before   int      // of them that sign their user in with the present mapping
	After    int      // of them that would with the new one
	Lost     []string // users who could no longer sign in, each once
}

// LocksOut reports whether people who can sign in now no longer could.
func (t MappingTrial) LocksOut() bool { return len(t.Lost) > 0 }
