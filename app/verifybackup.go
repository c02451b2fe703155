package app

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"

	"filippo.io/age"

	"gatehouse/backupfile"
	"gatehouse/cli"
	"gatehouse/model"
	"gatehouse/storage"
)

// VerifyBackups restores back-ups into a directory that is removed in the end, and reads
// all that is there then: each session with its messages, each record, the audit log.
func VerifyBackups(ctx context.Context, all []cli.Backup, keys []age.Identity) (r cli.Restored, err error) {
	data, err := os.MkdirTemp("", "gatehouse-verify-*")
	if err != nil {
		return r, err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(data)) }()
	r, err = restoreInto(ctx, data, all, keys, func(s storage.Store, r *cli.Restored) error {
		return errors.Join(lookAtSessions(ctx, s, r), lookAtRecords(ctx, s, r))
	})
	if err != nil {
		return r, err
	}
	r.AuditEntries, err = lookAtAudit(ctx, data)
	return r, err
}

// lookStep is how many rows are read at once.
const lookStep = 500

// lookAtSessions reads each session with all that belongs to it.
func lookAtSessions(ctx context.Context, s storage.Store, r *cli.Restored) error {
	var seen int64
	for before := model.ID(""); ; {
		page, err := s.Sessions(ctx, model.Query{Before: before, Limit: lookStep})
		if err != nil {
			return err
		}
		for _, session := range page.Sessions {
			if err := lookAtSession(ctx, s, session.ID); err != nil {
				return err
			}
			if r.Newest.IsZero() {
				r.Newest = session.CreatedAt
			}
			r.Oldest = session.CreatedAt
			seen++
		}
		if before = page.Next; before == "" {
			break
		}
	}
	if seen != r.Sessions {
		return fmt.Errorf("%w: %d of %d sessions can be read", model.ErrDamaged, seen, r.Sessions)
	}
	return nil
}

func lookAtSession(ctx context.Context, s storage.Store, id model.ID) error {
	if _, err := s.Request(ctx, id); err != nil && !errors.Is(err, model.ErrNotFound) {
		return err
	}
	if _, err := s.Receipts(ctx, id); err != nil {
		return err
	}
	_, err := s.Events(ctx, id)
	return err
}

// lookAtRecords reads each record of each kind as what it is.
func lookAtRecords(ctx context.Context, s storage.Store, r *cli.Restored) error {
	for _, row := range model.Kinds {
		for behind := model.ID(""); ; {
			records, err := s.Records(ctx, storage.Selection{Kind: row.Kind, Behind: behind, Limit: lookStep})
			if err != nil {
				return err
			}
			for _, one := range records {
				if row.Decode != nil {
					if _, err := row.Decode(one); err != nil {
						return fmt.Errorf("%w: %s %s: %w", model.ErrDamaged, row.Kind, one.ID, err)
					}
				}
				behind = one.ID
				r.Count(row.Kind)
			}
			if len(records) < lookStep {
				break
			}
		}
	}
	return nil
}

// lookAtAudit computes the audit log of a data directory anew.
func lookAtAudit(ctx context.Context, data string) (entries int64, err error) {
	checkpoints, err := os.ReadFile(cli.CheckpointFile(data))
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return 0, err
	}
	services, closeStore, err := OpenServices(ctx, Config{Options: cli.Options{Data: data}})
	if err != nil {
		return 0, unfit(err)
	}
	defer func() { err = errors.Join(err, closeStore()) }()
	report, err := services.For(cli.Owner(model.ViaCommand)).VerifyAudit(ctx, string(checkpoints))
	switch {
	case err != nil:
		return 0, unfit(err)
	case len(report.Faults) > 0:
		return 0, fmt.Errorf("%w: its audit log is not whole: %s", backupfile.ErrUnfit, report.Faults[0].Why)
	}
	return report.Size, nil
}
