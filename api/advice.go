package api

import (
	"gatehouse/model"
	"gatehouse/saml/diagnose"
)

// Finding is what a check of the settings of a connection found.
type Finding struct {
	ConnectionID model.ID           `json:"connection_id"`
	Level        diagnose.LintLevel `json:"level"` // error: no sign-in can succeed; warning
	Field        string             `json:"field"`
	Message      string             `json:"message"`
	Remedy       string             `json:"remedy"`
}

// FindingsOf tells of what was found at a connection.
func FindingsOf(connection model.ID, lints []diagnose.Lint) []Finding {
	all := []Finding{}
	for _, l := range lints {
		all = append(all, Finding{connection, l.Level, l.Field, l.Message, l.Remedy})
	}
	return all
}

// MappingAdvice is a mapping that suits what a connection receives better than its present one;
// without changes there is nothing to change. It has no values of users.
type MappingAdvice struct {
	ConnectionID model.ID        `json:"connection_id"`
	Messages     int             `json:"messages"`        // verified ones that were looked at, the last ones
	Before       int             `json:"sign_in_before"`  // of them that sign their user in as it is
	After        int             `json:"sign_in_after"`   // of them that would with the changes
	SuitsBefore  int             `json:"complete_before"` // of these with all that was received where it belongs
	SuitsAfter   int             `json:"complete_after"`  // likewise
	Changes      []MappingChange `json:"changes"`
}

// MappingChange is one field of a [MappingAdvice].
type MappingChange struct {
	Field  string `json:"field"` // email, first_name, last_name
	From   string `json:"from"`  // the attribute that fills it now, "" for none
	To     string `json:"to"`
	Reason string `json:"reason"`
	Fits   int    `json:"fits"` // messages in which the attribute holds what belongs there
}

// MappingAdviceOf tells of a recommendation.
func MappingAdviceOf(r model.Recommendation) MappingAdvice {
	told := MappingAdvice{r.Connection, r.Receipts, r.Before, r.Works, r.SuitsBefore, r.Suits, []MappingChange{}}
	for _, c := range r.Changes {
		told.Changes = append(told.Changes, MappingChange{c.Field, c.From, c.To, c.Reason, c.Fits})
	}
	return told
}
