package model_test

import (
	"strings"
	"testing"

	"gatehouse/model"
)

func TestReadMentions(t *testing.T) {
	const twoBobs = "@bob can be bob@a.example or bob@b.example: write the whole address."
	var team []model.TeamMember
	for _, email := range []string{"ada@a.example", "bob@a.example", "bob@b.example", "c.d-e@a.example"} {
		team = append(team, model.TeamMember{ID: model.ID("member_" + email), Email: email})
	}
	for text, want := range map[string]struct{ found, unclear string }{
		"no one":                             {"", ""},
		"@ada rang them":                     {"ada@a.example", ""},
		"ask @Ada, @ada@a.example or (@ADA)": {"ada@a.example", ""},
		"rang them.\n@c.d-e: they rotate it": {"c.d-e@a.example", ""},
		"it is @bob@b.example.":              {"bob@b.example", ""},
		"@bob":                               {"", twoBobs},
		"@eve and @eve":                      {"", "@eve is nobody of the team."},
		"@ada@b.example":                     {"", "@ada@b.example is nobody of the team."},
		"mail ada@a.example":                 {"", ""},
		"a lone @ and @@ada":                 {"", ""},
		"@ada, then @bob@a.example":          {"ada@a.example bob@a.example", ""},
	} {
		found, unclear := model.ReadMentions(text, team)
		var emails []string
		for _, m := range found {
			emails = append(emails, m.Email)
		}
		if strings.Join(emails, " ") != want.found || strings.Join(unclear, " ") != want.unclear {
			t.Errorf("%q: %q, %q", text, emails, unclear)
		}
	}
}
