package canned

import (
	"context"
	"time"

	"gatehouse/model"
)

// hire makes a team: one who has long been there, others in each state.
func (d *Services) hire() {
	d.record(model.Team{Name: "Vendor SSO", Updated: Now.Add(-200 * time.Hour)})
	day := 24 * time.Hour
	for i, m := range []model.TeamMember{
		{Email: "ada@vendor.example", Role: model.Support, Limit: model.ReadOnly, Created: Now.Add(-30 * day),
			LastActive: Now.Add(-26 * time.Hour).Truncate(time.Hour),
			Keys: []model.SSHKey{{Fingerprint: "SHA256:nZAaSbeZUczRZFJIc5/mIEhD4MXO9YXnrspqOz/aK+8",
				Comment: "ada@laptop", Added: Now.Add(-29 * day)}}},
		{Email: "bob@vendor.example", Role: model.Developer, Limit: model.StagingOnly, Created: Now.Add(-2 * day),
			Invitation: &model.Invitation{Hash: "b0", Sent: Now.Add(-2 * day), Expires: Now.Add(5 * day)}},
		{Email: "carol@vendor.example", Role: model.Developer, Created: Now.Add(-9 * day),
			Invitation: &model.Invitation{Hash: "ca", Sent: Now.Add(-9 * day), Expires: Now.Add(-2 * day)}},
		{Email: "paula@vendor.example", Role: model.Admin, Created: Now.Add(-300 * day),
			LastActive: Now.Truncate(time.Hour),
			Keys: []model.SSHKey{
				{Fingerprint: "SHA256:vNrXFTKt8mkf7VFhn6NR3a07Cf9gqPzLqqsZwuyFioI", Comment: "paula@desk",
					Added: Now.Add(-299 * day)},
				{Fingerprint: "SHA256:3q2+796tvu/erb7v3q2+796tvu/erb7v3q2+796tvu8", Added: Now.Add(-3 * day)}}},
		{Email: "zoe@vendor.example", Role: model.Admin, Created: Now.Add(-100 * day), LastActive: Now.Add(-6 * day),
			Keys: []model.SSHKey{{Fingerprint: "SHA256:q83vEjRWeJCrze8SNFZ4kKvN7xI0VniQq83vEjRWeJA", Comment: "zoe",
				Added: Now.Add(-99 * day)}}},
	} {
		m.ID, m.Updated = id(string(model.PrefixMember), m.Created, i), m.Created
		d.record(m)
	}
}

// InvitationMessage has the same code at each run.
func (d *Services) InvitationMessage(ctx context.Context, m model.TeamMember, _ string) (string, error) {
	return d.Services.InvitationMessage(ctx, m, "7X3D-KRP9-JD0R-TJBN")
}
