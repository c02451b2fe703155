package history

import (
	"context"
	"fmt"
	"time"

	"gatehouse/model"
	"gatehouse/service/core"
)

// trimmed is how far entries were shortened already.
type trimmed struct {
	Bodies  model.ID `json:"bodies,omitempty"`  // up to this one none has what records were and are
	Secrets model.ID `json:"secrets,omitempty"` // up to this one none has a secret

	Revision uint64 `json:"-"`
}

const trimmedID model.ID = "audit-trimmed"

func (t trimmed) RecordKey() (model.Kind, model.ID) { return model.KindSetting, trimmedID }

func (t trimmed) RecordParent() model.ID { return "" }

func (t trimmed) RecordNames() []string { return nil }

func (t trimmed) RecordRevision() uint64 { return t.Revision }

func (t trimmed) AtRevision(r uint64) model.Noun { t.Revision = r; return t }

// TrimHistory takes from entries what the history no longer has to hold: what records
// were before and are after a change, once that is older than [model.Team.KeepChanges]
// says, and from entries of earlier versions the secrets, once nobody can take the change
// back. Who did what stays, and the log stays whole: it keeps the hashes. It reports of
// how many entries it has taken what they changed.
func (s Service) TrimHistory(ctx context.Context) (n int, err error) {
	s, err = pass(s.core.Do(ctx, model.ActMaintain, core.Everything))
	if err != nil {
		return 0, err
	}
	done, err := core.Read[trimmed](ctx, s.core.Store, model.KindSetting, trimmedID)
	if _, err := core.Missing(err); err != nil {
		return 0, err
	}
	team, err := core.Read[model.Team](ctx, s.core.Store, model.KindTeam, model.TheTeam)
	if _, err := core.Missing(err); err != nil {
		return 0, err
	}
	before, now := done, s.core.Now()
	done.Secrets, _, err = s.rewrite(ctx, done.Secrets, now.Add(-model.UndoLife), withoutSecrets)
	if err == nil && team.KeepChanges > 0 {
		until := now.AddDate(0, 0, -team.KeepChanges)
		done.Bodies, n, err = s.rewrite(ctx, done.Bodies, until, withoutBodies)
		if n > 0 && err == nil {
			err = s.core.Apply(ctx, fmt.Sprintf("dropped what %d changes before %s were about", n,
				until.Format(time.DateOnly)))
		}
	}
	if err != nil || done == before {
		return n, err
	}
	if before.Revision == 0 {
		return n, s.core.ApplyQuietly(ctx, core.Created(done))
	}
	return n, s.core.ApplyQuietly(ctx, core.Changed(before, done))
}

// rewrite goes through the entries behind one, up to a time, and stores what shorten makes
// of those that it changes. It gives the last one, and how many it has changed.
func (s Service) rewrite(ctx context.Context, behind model.ID, until time.Time,
	shorten func(model.AuditEntry) (model.AuditEntry, bool, error)) (last model.ID, n int, err error) {
	for last = behind; ; {
		all, err := core.ReadAll[model.AuditEntry](ctx, s.core.Store, model.KindAudit, "", last, core.ReadStep)
		if err != nil {
			return last, n, err
		}
		var edits []core.Edit
		stored := last
		for _, a := range all {
			if a.At.After(until) {
				break
			}
			last = a.ID
			short, changed, err := shorten(a)
			if err != nil {
				return stored, n, err
			}
			if changed {
				edits = append(edits, core.Changed(a, short))
			}
		}
		if err := s.core.ApplyQuietly(ctx, edits...); err != nil {
			return stored, n, err
		}
		n += len(edits)
		if last == stored || len(all) < core.ReadStep {
			return last, n, nil
		}
	}
}

// withoutSecrets is an entry of an earlier version, which is not in the log.
func withoutSecrets(a model.AuditEntry) (model.AuditEntry, bool, error) {
	if a.Salts != nil {
		return a, false, nil
	}
	short, err := a.WithoutSecrets()
	return short, err == nil && short.Withholds() && !a.Withholds(), err
}

func withoutBodies(a model.AuditEntry) (model.AuditEntry, bool, error) {
	short := a.WithoutBodies()
	return short, len(a.Changes) > 0 && !a.Trimmed(), nil
}
