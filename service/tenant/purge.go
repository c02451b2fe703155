package tenant

// PurgeStep is how many records are looked at and deleted at once.
const PurgeStep = 200
