export {
  type CommitteeMember,
  type DrawnStake,
  drawCommittee,
  type GetCommitteeParams,
  getCommittee,
} from './verifyBlock/committee.ts';
export { findGenesisParameters, type GenesisEvidence } from './verifyBlock/genesisParameters.ts';
export { type Participation, participationOf, type RoundVotes } from './verifyBlock/participation.ts';
export { getStakesAt } from './verifyBlock/stakesAt.ts';
export {
  type BlockCheck,
  type BlockEvidence,
  type CheckName,
  judgeBlock,
  verifyBlock,
} from './verifyBlock/verifyBlock.ts';
