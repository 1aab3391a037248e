import { BlockList, isIP } from 'node:net'
import { AppError } from '../../kernel/errors.ts'

/** Says which addresses the server may call for a user. */
export type Addresses = { isAllowed(address: string): boolean }

// special purposes as the registries of IANA list them, and 168.63.129.16, at which Azure answers its machines
const closedV4 = `0.0.0.0/8 10.0.0.0/8 100.64.0.0/10 127.0.0.0/8 168.63.129.16/32 169.254.0.0/16 172.16.0.0/12
  192.0.0.0/24 192.0.2.0/24 192.88.99.0/24 192.168.0.0/16 198.18.0.0/15 198.51.100.0/24 203.0.113.0/24 224.0.0.0/4
  240.0.0.0/4`
// all that is public lies in here; outside are loopback, private, link-local and the forms that wrap an IPv4 address
const openV6 = '2000::/3'
const closedV6 = '2001::/23 2001:db8::/32 2002::/16 3fff::/20'

/** Public ones, and those that administrators list: `TRIREME_ALLOWED_ADDRESSES`, addresses or blocks. */
export function openAddresses(exceptions: readonly string[]): Addresses {
  const closed = blocks([...closedV4.split(/\s+/), ...closedV6.split(' ')])
  const open = blocks([openV6])
  const listed = blocks(exceptions)
  return {
    isAllowed(address) {
      const family = familyOf(address)
      if (family === undefined) return false
      if (listed.check(address, family)) return true
      return !closed.check(address, family) && (family === 'ipv4' || open.check(address, family))
    },
  }
}

function blocks(list: readonly string[]): BlockList {
  const found = new BlockList()
  for (const block of list) {
    const [address = '', bits] = block.split('/')
    const family = familyOf(address)
    const most = family === 'ipv4' ? 32 : 128
    const length = bits === undefined ? most : Number(bits)
    if (family === undefined || !/^\d{1,3}$/.test(bits ?? '0') || length > most)
      throw new AppError('bad_request', `"${block}" is no address and no block such as 10.1.0.0/16`, {
        hint: 'Mend TRIREME_ALLOWED_ADDRESSES',
      })
    found.addSubnet(address, length, family)
  }
  return found
}

function familyOf(address: string): 'ipv4' | 'ipv6' | undefined {
  const version = isIP(address)
  return version === 0 ? undefined : version === 4 ? 'ipv4' : 'ipv6'
}
