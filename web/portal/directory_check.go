package portal

import (
	"fmt"
	"net/http"
	"strings"

	"gatehouse/model"
	"gatehouse/web/internal/pages"
)

// milestone is one line of the check.
type milestone struct {
	Text           string
	Seen, Optional bool
}

// milestones are the lines of the check, in the order in which a provider comes to them.
func milestones(p model.DirectoryProgress, c model.DirectoryCounts, called string) []milestone {
	texts := map[model.DirectoryMilestone][2]string{
		model.SeenToken: {"Waiting for a request with your token", "The token works"},
		model.SeenQuery: {"Waiting for " + called + " to look for users", pages.Capital(called) + " looks for users"},
		model.SeenUser:  {"Waiting for the first user", pages.Plural(c.Users(), "user") + " arrived"},
		model.SeenGroup: {"Waiting for the first group", pages.Plural(c.Groups, "group") + " arrived"},
		model.SeenMembership: {"Waiting for the first member of a group",
			pages.Plural(c.Memberships, "membership") + " arrived"},
	}
	lines := make([]milestone, len(model.DirectoryMilestones))
	for i, m := range model.DirectoryMilestones {
		seen := p.Has(m)
		lines[i] = milestone{Text: texts[m][0], Seen: seen, Optional: m.Optional() && !seen}
		if seen {
			lines[i].Text = texts[m][1]
		}
	}
	return lines
}

// directoryCheck shows what has come from the provider, and why it was refused.
func (v *visit) directoryCheck() {
	d, ok := v.needProvisioned()
	if !ok {
		return
	}
	progress, err := v.services.DirectoryProgress(v.r.Context(), d.ID)
	if err != nil {
		v.failed(err)
		return
	}
	var state []string
	for _, m := range progress.Seen {
		state = append(state, string(m))
	}
	if progress.Refused != nil {
		state = append(state, string(progress.Refused.ID))
	}
	g := v.guideTo()
	v.mayLeave()
	v.show(http.StatusOK, "directorycheck", "Check that users arrive", struct {
		Guide            directoryGuide
		Lines            []milestone
		State            string // what a change of it is told by
		Polls            bool
		Ready, CanFinish bool
		Refused          *requestView
		Back, Last       string
	}{
		g, milestones(progress, d.Counts, g.Called), fmt.Sprintf("seen %s", strings.Join(state, " ")),
		len(progress.Seen) < len(model.DirectoryMilestones), v.sync.Ready(), v.canFinish(model.IntentDirectorySync),
		v.refusedView(progress), portalRoot + g.page(len(g.Steps)), lastSync(d),
	})
}
