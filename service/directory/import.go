package directory

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"sync"

	"golang.org/x/sync/errgroup"

	"gatehouse/model"
	"gatehouse/scim"
	"gatehouse/service/core"
)

// importersAtOnce is how many lines of a file are brought at the same time: the store writes them together.
const importersAtOnce = 16

// maxImportRefusals is how many lines that were refused are told.
const maxImportRefusals = 20

// ImportDirectory makes the users of a directory those of a file: who is new is created, who changed is changed, and
// who is not in it any more is deactivated. If the file says groups, these become those of the directory. What cannot
// be used of the file refuses all of it, before anything changes. What then changes goes through the same verbs as
// SCIM, line by line; an import that ended half-way is finished by another of the same file.
func (s Service) ImportDirectory(ctx context.Context, id model.ID, f model.PeopleFile) (model.DirectoryImport, error) {
	s, err := s.pass(s.core.Do(ctx, model.ActImportDirectory, core.OfDirectory(id)))
	if err != nil {
		return model.DirectoryImport{}, err
	}
	d, err := s.record(ctx, id)
	if err != nil {
		return model.DirectoryImport{}, err
	}
	people, err := peopleIn(d, f)
	if err != nil {
		return model.DirectoryImport{}, err
	}
	end, free := s.state.beginImport(id)
	if !free {
		return model.DirectoryImport{}, model.Refuse("file", "wait until it is done", "another file is being imported")
	}
	defer end()
	p, err := s.planImport(ctx, d, people)
	if err != nil || f.Check {
		p.sum.Checked = true
		return p.sum, err
	}
	if removesMany(p.sum.Deactivated, p.active) && !f.RemoveMany {
		lost := &model.ManyRemoved{Gone: p.sum.Deactivated, Of: p.active}
		return p.sum, &model.FieldError{Field: "file", Reason: lost.Error(), Err: lost,
			Remedy: "check the file, and say that they are to be deactivated"}
	}
	if err := s.notedImport(ctx, d, f, p.sum); err != nil {
		return p.sum, err
	}
	i := importing{Service: On(s.core.As(d.Client(model.DirectoryToken{Hint: "file"})), s.state), plan: p, directory: d,
		agent: "CSV file " + f.Name}
	return i.carryOut(ctx)
}

// peopleIn reads a file for a directory.
func peopleIn(d model.Directory, f model.PeopleFile) (scim.People, error) {
	if !d.ByFile() {
		return scim.People{}, model.Refuse("directory", "make a directory of the type csv for a file",
			"the users of %s come from %s", d.Name, d.TypeName())
	}
	if len(f.Text) > model.MaxPeopleFile {
		return scim.People{}, model.Refuse("file", "bring the people in a file without other columns",
			"has more than %d MiB", model.MaxPeopleFile>>20)
	}
	people, err := scim.ParsePeople(f.Text)
	if wrong, ok := errors.AsType[*scim.FileError](err); ok {
		err = &model.FieldError{Field: "file", Reason: wrong.Error(), Err: err}
	}
	return people, err
}

// notedImport notes in the directory which file came last, before anything of it is done.
func (s Service) notedImport(ctx context.Context, d model.Directory, f model.PeopleFile,
	x model.DirectoryImport) error {
	get := func() (model.Directory, error) { return s.record(ctx, d.ID) }
	_, err := core.Revise(ctx, s.core, get, func(d *model.Directory) (string, error) {
		d.File, d.FileAt = model.Short(cmp.Or(f.Name, "people.csv")), s.core.Now()
		return fmt.Sprintf("imported %s into the directory %s: %s", d.File, d.Name, x.Summary()), nil
	})
	return err
}

// importing is a plan that is being carried out. It acts for the directory.
type importing struct {
	Service
	plan      importPlan
	directory model.Directory
	agent     string

	mu sync.Mutex // guards what is learned meanwhile: ids and refusals
}

// carryOut does what is planned: users first, since groups name them.
func (i *importing) carryOut(ctx context.Context) (model.DirectoryImport, error) {
	lines, lineCtx := errgroup.WithContext(ctx)
	lines.SetLimit(importersAtOnce)
	for _, u := range i.plan.users {
		lines.Go(func() error { return i.user(lineCtx, u) })
	}
	err := lines.Wait()
	for _, g := range i.plan.groups {
		if err == nil {
			err = i.group(ctx, g)
		}
	}
	return i.plan.sum, err
}

// user does one request about a user, and learns the id of one who is created.
func (i *importing) user(ctx context.Context, u userImport) error {
	a, err := i.ask(ctx, u.method, u.path, u.body)
	if err != nil {
		return err
	}
	i.mu.Lock()
	defer i.mu.Unlock()
	if refused, ok := a.Body.(*scim.Error); ok {
		i.refused(fmt.Sprintf("Line %d: %s", u.line, refused.Detail))
		return nil
	}
	if r, ok := a.Body.(scim.Resource); ok && u.name != "" {
		id, _ := r["id"].(string)
		i.plan.ids[u.name] = model.ID(id)
	}
	return nil
}

// group does one request about a group.
func (i *importing) group(ctx context.Context, g groupImport) error {
	body, err := g.body(i.plan.ids)
	if err != nil {
		return err
	}
	a, err := i.ask(ctx, g.method, g.path, body)
	if refused, ok := a.Body.(*scim.Error); ok {
		i.refused(fmt.Sprintf("Group %q: %s", g.name, refused.Detail))
	}
	return err
}

func (i *importing) refused(why string) {
	if len(i.plan.sum.Refused) < maxImportRefusals {
		i.plan.sum.Refused = append(i.plan.sum.Refused, why)
	}
}

func (i *importing) ask(ctx context.Context, method, path string, body []byte) (Answer, error) {
	return i.Provision(ctx, Request{Method: method, Path: path, Body: body,
		Address: i.directory.Address(i.core.BaseURL), By: model.Visitor{UserAgent: i.agent, Ours: true}})
}
