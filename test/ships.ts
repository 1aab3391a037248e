import { before } from 'node:test'
import type { Trireme } from '../src/sdk/trireme.ts'
import { onBothDatabases, type Place } from './both.ts'

/** A project in which the owner leads, and Ingrid is the stakeholder. */
export type Ships = { inside: Place; project: 'ships'; stakeholder: () => Trireme }

export function withStakeholder(title: string, facts: (ships: Ships) => void): void {
  onBothDatabases(title, inside => {
    const project = 'ships'
    let ingrid: Trireme | undefined
    before(async () => {
      const { invitations } = await inside.owner.projects.create({
        name: 'Ships',
        slug: project,
        seats: [
          { seat: 'project_manager', userId: inside.ownerId },
          { seat: 'stakeholder', name: 'Ingrid' },
        ],
      })
      ingrid = (await inside.signIn(invitations[0]?.url ?? '')).api
    })
    const stakeholder = () => {
      if (!ingrid) throw new Error('the stakeholder signs in before the first test')
      return ingrid
    }
    facts({ inside, project, stakeholder })
  })
}
